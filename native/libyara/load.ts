/** Loads a file as libyara and proves that it is one that the program can read. */
import koffi, { type LibraryHandle } from 'koffi';
import { statSync } from 'node:fs';
import { messageOf } from '../../server/src/common/errors.ts';
import type { EngineCandidate, EngineInfo } from '../../server/src/protocol/engineInfo.ts';
import { bindFunctions, exportsSymbol } from './bind/functions.ts';
import { Memory } from './bind/memory.ts';
import { preloadNeighbours } from './dependencies.ts';
import { Libyara } from './libyara.ts';
import { selfTest } from './selfTest.ts';
import { versionOf } from './version.ts';

/** Why a file can't be used; `outcome` and `message` go into the report of the search. */
export class UnusableLibrary extends Error {
  override readonly name = 'UnusableLibrary';
  readonly outcome: Exclude<EngineCandidate['outcome'], 'used' | 'not reached'>;

  constructor(outcome: UnusableLibrary['outcome'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.outcome = outcome;
  }
}

const supported = 'libyara 4.2 to 4.5 is supported';

/**
 * Loads libyara from an absolute path. The process keeps the library until it ends, also when this throws. A library of
 * an unknown layout can end the process: call it in one that may.
 *
 * @throws {UnusableLibrary}
 */
export function loadLibyara(path: string, origin: EngineInfo['origin']): Libyara {
  const library = open(path);
  if (!exportsSymbol(library, 'yr_initialize') || !exportsSymbol(library, 'yr_compiler_create')) {
    throw new UnusableLibrary('not libyara', 'It is a library, but has none of the functions of libyara.');
  }
  let functions;
  try {
    functions = bindFunctions(library);
  } catch (error) {
    throw new UnusableLibrary('unsupported', `It lacks a function (${messageOf(error)}); ${supported}.`, {
      cause: error,
    });
  }
  try {
    const code = functions.yr_initialize();
    if (code !== 0) throw new Error(`yr_initialize returned ${code}.`);
    const memory = new Memory();
    const proof = selfTest(functions, memory);
    const version = versionOf(path, functions, proof);
    return new Libyara(functions, memory, proof, { path, origin, version });
  } catch (error) {
    throw new UnusableLibrary('unsupported', `${messageOf(error)} ${supported}.`, { cause: error });
  }
}

function open(path: string): LibraryHandle {
  try {
    if (!statSync(path).isFile()) throw new UnusableLibrary('not loadable', 'It is not a file.');
  } catch (error) {
    if (error instanceof UnusableLibrary) throw error;
    throw new UnusableLibrary('missing', 'There is no such file.', { cause: error });
  }
  try {
    return koffi.load(path);
  } catch (first) {
    // Copies that were obtained without installing them find their own dependencies only if these are loaded already.
    preloadNeighbours(path);
    try {
      return koffi.load(path);
    } catch (error) {
      throw new UnusableLibrary('not loadable', messageOf(error), { cause: first });
    }
  }
}
