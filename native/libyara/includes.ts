/** Which file an `include` means. */
import { readFileSync, realpathSync, statSync, type Stats } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import { decodeText } from './text.ts';

export interface FoundInclude {
  /** What libyara is to call the file: as `yarac` spells it, so that circular includes are found as by `yarac`. */
  readonly name: Buffer;
  /** Absolute and normalised, for people and for looking up open buffers. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** libyara's buffer for the path of an include (YR_LEX_BUF_SIZE), its NUL counted. */
const nameLimit = 8192;

/**
 * Finds included files: first as `yarac` does, in the folder of the including file (libyara/lexer.l), then in the include
 * directories. Backslashes are tried as slashes last, since rules written on Windows have them and a file of that very
 * name is possible elsewhere.
 */
export class IncludeResolver {
  readonly #directories: readonly string[];
  readonly #buffers: ReadonlyMap<string, Uint8Array>;

  /** `buffers` stand in for files, by their normalised path. */
  constructor(directories: readonly string[], buffers: ReadonlyMap<string, Uint8Array>) {
    this.#directories = directories;
    this.#buffers = buffers;
  }

  /**
   * `spelled` is the text between the quotes; `from` is the name of the including file as libyara has it. The paths that
   * were looked at in vain are added to `sought`.
   */
  find(spelled: Buffer, from: Buffer, sought: string[]): FoundInclude | undefined {
    const spellings = [spelled];
    if (sep === '/' && spelled.includes('\\'))
      spellings.push(Buffer.from(spelled.map((byte) => (byte === 0x5c ? 0x2f : byte))));
    for (const spelling of spellings) {
      for (const name of this.#names(spelling, from)) {
        const found = this.#read(name);
        if (found) return found;
        sought.push(resolve(decodeText(name)));
      }
    }
    return undefined;
  }

  *#names(spelled: Buffer, from: Buffer): Iterable<Buffer> {
    if (isAbsolute(spelled)) {
      yield spelled;
      return;
    }
    const end = Math.max(from.lastIndexOf('/'), sep === '\\' ? from.lastIndexOf('\\') : -1);
    yield Buffer.concat([from.subarray(0, end + 1), spelled]);
    for (const directory of this.#directories) yield Buffer.concat([Buffer.from(join(directory, sep)), spelled]);
  }

  #read(name: Buffer): FoundInclude | undefined {
    if (name.length >= nameLimit) return undefined;
    const path = resolve(decodeText(name));
    const open = this.#buffers.get(path);
    if (open) return { name, path, bytes: Buffer.from(open.buffer, open.byteOffset, open.byteLength) };
    try {
      // A pipe or a device would block, and libyara doesn't read them either.
      const stats = statSync(name);
      if (!stats.isFile()) return undefined;
      return {
        name,
        path: sameFile(path, stats) ? path : realpathSync.native(name),
        bytes: readFileSync(name),
      };
    } catch {
      return undefined;
    }
  }
}

/** A path without its `..` is another one where a folder in it is a link. (`realpathSync` itself falls for that.) */
function sameFile(path: string, { dev, ino }: Stats): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.dev === dev && stats.ino === ino;
}

function isAbsolute(path: Buffer): boolean {
  return sep === '/' ? path[0] === 0x2f : /^.:[/\\]/.test(path.toString('latin1', 0, 3));
}
