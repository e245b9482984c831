import { readFileSync, statSync } from 'node:fs';
import { EngineError, messageOf } from '../../server/src/common/errors.ts';
import type { ScanJob } from '../../server/src/protocol/scanJob.ts';
import { moduleImport } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';

interface Content {
  readonly memory: Pointer;
  readonly size: number;
}

/** The files that modules are given, in C's memory for as long as the same ones are wanted. */
export class ModuleData {
  readonly #memory: Memory;
  readonly #contents = new Map<string, Content>();
  #key = '[]';

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  /** Reads files that are not those of the last time, or have changed. @throws {EngineError} `unreadable` */
  use(wanted: NonNullable<ScanJob['moduleData']>): void {
    if (wanted.length === 0 && this.#contents.size === 0) return;
    const key = JSON.stringify(wanted.map(({ module, path }) => [module, path, stampOf(path)]));
    if (key === this.#key) return;
    this.dispose();
    for (const { module, path } of wanted) {
      const bytes = reading(path, () => readFileSync(path));
      this.#drop(module);
      this.#contents.set(module, { memory: this.#memory.allocate(bytes), size: bytes.length });
    }
    this.#key = key;
  }

  /** Answers libyara's question for `request`, a YR_MODULE_IMPORT. */
  answer(request: Pointer): void {
    if (this.#contents.size === 0) return;
    const name = this.#memory.readString(this.#memory.readPointer(request + BigInt(moduleImport.module)));
    const content = this.#contents.get(name.toString());
    if (!content) return;
    const answer = Buffer.alloc(moduleImport.size + 8 - moduleImport.data);
    answer.writeBigUInt64LE(content.memory, 0);
    answer.writeBigUInt64LE(BigInt(content.size), moduleImport.size - moduleImport.data);
    this.#memory.write(request + BigInt(moduleImport.data), answer);
  }

  dispose(): void {
    for (const module of [...this.#contents.keys()]) this.#drop(module);
    this.#key = '[]';
  }

  #drop(module: string): void {
    const content = this.#contents.get(module);
    if (content) this.#memory.free(content.memory);
    this.#contents.delete(module);
  }
}

function stampOf(path: string): unknown {
  const { ino, size, mtimeMs } = reading(path, () => statSync(path));
  return [ino, size, mtimeMs];
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new EngineError('unreadable', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
}
