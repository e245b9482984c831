/** The real engine for language-server tests, with each library of the matrix. */
import type { EngineFactory } from '../../server/src/lsp/languageEngine.ts';
import { poolEngine } from '../../server/src/lsp/poolEngine.ts';

/** @param path the library, in place of what the settings say */
export function engineWith({ path }: { readonly path: string }): EngineFactory {
  const start = poolEngine(() => undefined);
  return (_setting, onStatus) => start(path, onStatus);
}
