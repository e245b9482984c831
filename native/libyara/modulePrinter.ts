/**
 * What a module knows of a target, in the words of `yara --print-module-data`.
 *
 * libyara has a function for that, which writes to C's standard output. So the process's standard output is led into a file
 * for the length of the call.
 */
import koffi from 'koffi';
import { closeSync, fstatSync, ftruncateSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EngineError } from '../../server/src/common/errors.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import type { Pointer } from './bind/memory.ts';

const standardOutput = 1;

interface CLibrary {
  fflush(file: null): number;
  dup(descriptor: number): number;
  dup2(from: number, to: number): number;
  close(descriptor: number): number;
}

export class ModulePrinter {
  readonly #functions: LibyaraFunctions;
  readonly #c: CLibrary;
  readonly #file: number;

  /** @throws {EngineError} `invalid` on Windows, where libyara's C library is not ours to redirect. */
  constructor(functions: LibyaraFunctions) {
    if (process.platform === 'win32') throw new EngineError('invalid', "Module data can't be printed on Windows.");
    this.#functions = functions;
    const library = koffi.load(null);
    this.#c = {
      fflush: library.func('int fflush(void *file)') as CLibrary['fflush'],
      dup: library.func('int dup(int descriptor)') as CLibrary['dup'],
      dup2: library.func('int dup2(int from, int to)') as CLibrary['dup2'],
      close: library.func('int close(int descriptor)') as CLibrary['close'],
    };
    const folder = mkdtempSync(join(tmpdir(), 'cryptex-module-'));
    try {
      this.#file = openSync(join(folder, 'data'), 'a+', 0o600);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** `object` is the YR_OBJECT of an imported module. */
  print(object: Pointer): Buffer {
    ftruncateSync(this.#file);
    this.#c.fflush(null);
    const saved = this.#c.dup(standardOutput);
    if (saved < 0 || this.#c.dup2(this.#file, standardOutput) < 0)
      throw new EngineError('libyara', "The module's data can't be captured.");
    try {
      this.#functions.yr_object_print_data(object, 0, 1);
      this.#c.fflush(null);
    } finally {
      this.#c.dup2(saved, standardOutput);
      this.#c.close(saved);
    }
    const bytes = Buffer.alloc(fstatSync(this.#file).size);
    return bytes.subarray(0, readSync(this.#file, bytes, 0, bytes.length, 0));
  }

  dispose(): void {
    closeSync(this.#file);
  }
}
