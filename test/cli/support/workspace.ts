/** A folder for one test, with rule files and samples. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cryptex, type Ended, type RunOptions } from './cryptex.ts';

export class Workspace {
  readonly folder: string;
  readonly #libyara: string;

  private constructor(folder: string, libyara: string) {
    this.folder = folder;
    this.#libyara = libyara;
  }

  /** `libyara` is what the program is to use; its cache lies in the folder. */
  static async create(libyara: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<Workspace> {
    const workspace = new Workspace(await mkdtemp(join(tmpdir(), 'cryptex-cli-')), libyara);
    await workspace.write(files);
    return workspace;
  }

  async write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), content);
    }
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  get options(): RunOptions {
    return { cwd: this.folder, env: { CRYPTEX_LIBYARA: this.#libyara, CRYPTEX_CACHE: this.path('.cache') } };
  }

  run(...args: readonly string[]): Promise<Ended> {
    return cryptex(args, this.options);
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
