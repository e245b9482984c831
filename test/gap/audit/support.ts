/** A code base in a folder of its own, and its audit. */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EngineError } from '../../../server/src/common/errors.ts';
import { Dictionary } from '../../../server/src/cryptex/dictionary.ts';
import { readSources } from '../../../server/src/cryptex/extraction/sources.ts';
import { SpareProcess } from '../../../server/src/cryptex/extraction/spareProcess.ts';
import { GapAudit, type AuditOptions } from '../../../server/src/gap/gapAudit.ts';
import { defaultLanguages, defaultThreshold } from '../../../server/src/protocol/gap.ts';
import type { GapComponent, GapFunction, GapSettings } from '../../../server/src/protocol/gap.ts';
import { Store } from '../../../server/src/store/store.ts';

export const fixture = join(import.meta.dirname, '../../fixtures/gap');

export const settings: GapSettings = {
  ...{ target: 'rust', languages: [...defaultLanguages], include: [], exclude: [] },
  threshold: defaultThreshold,
};

async function* noRules(): AsyncGenerator<never> {
  yield* await Promise.reject<never[]>(new EngineError('engine-missing', 'There is none in this test.'));
}

export class Audited implements AsyncDisposable {
  readonly root: string;
  readonly store: Store;
  readonly dictionary: Dictionary;
  readonly audit: GapAudit;
  readonly spare = new SpareProcess();

  private constructor(root: string) {
    this.root = root;
    const notice = (message: string): never => {
      throw new Error(message);
    };
    this.store = new Store(join(root, '.cryptex', 'cryptex.sqlite'), { onNotice: notice });
    // As the service host reads what is saved.
    const { spare } = this;
    this.dictionary = new Dictionary({ store: this.store, root }, notice, (request) => readSources(request, { spare }));
    this.audit = new GapAudit({ store: this.store, dictionary: this.dictionary, root });
  }

  /** `from` is copied; `files` are written over it. */
  static async create(files: Readonly<Record<string, string>>, from?: string): Promise<Audited> {
    const root = await mkdtemp(join(tmpdir(), 'cryptex-gap-'));
    if (from !== undefined) await cp(from, root, { recursive: true });
    const audited = new Audited(root);
    for (const [path, text] of Object.entries(files)) await audited.write(path, text);
    return audited;
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), text);
  }

  async copy(from: string, path: string): Promise<void> {
    await this.write(path, await readFile(from, 'utf8'));
  }

  async run(options: Partial<AuditOptions> = {}) {
    const signal = new AbortController().signal;
    return await this.audit.audit({ settings, blame: false, signal, workers: 1, judgeRules: noRules, ...options });
  }

  async component(name: string): Promise<GapComponent> {
    const found = await this.audit.component(name);
    if (!found) throw new Error(`The audit has no ${name}.`);
    return found.component;
  }

  async function(component: string, symbol: string): Promise<GapFunction> {
    const found = await this.audit.component(component);
    const fn = found?.functions.find((one) => one.symbol === symbol);
    if (!fn) throw new Error(`The audit has no ${component}#${symbol}.`);
    return fn;
  }

  async git(...parameters: readonly string[]): Promise<string> {
    const who = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', '-c', 'commit.gpgsign=false'];
    const { stdout } = await promisify(execFile)('git', [...who, ...parameters], { cwd: this.root });
    return stdout.trim();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store[Symbol.asyncDispose]();
    this.spare.take({ reply: () => undefined, end: () => undefined })?.kill('the test is over');
    await rm(this.root, { recursive: true, force: true });
  }
}
