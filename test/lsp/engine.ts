/** The real engine for language-server tests, with each library of the matrix. */
import { poolEngine } from '../../server/src/lsp/poolEngine.ts';
import type { EngineFactory } from '../../server/src/lsp/languageEngine.ts';
import type { TestedLibrary } from '../engine/libraries.ts';

export function engineWith(library: Pick<TestedLibrary, 'path'>): EngineFactory {
  const start = poolEngine(() => undefined);
  return (_setting, onStatus) => start(library.path, onStatus);
}
