/** TypeScript, with what it has beside JavaScript: interfaces, enums, namespaces, declarations. */
import { ecmascript } from '../ecmascript/ecmascript.ts';
import { ecmascriptNotation } from '../ecmascript/notation.ts';
import { loadGrammar } from '../grammars.ts';
import type { Language } from '../language.ts';

export const typescript: Language = {
  ...ecmascript,
  id: 'typescript',
  extensions: ['.ts', '.mts', '.cts'],
  grammar: () => loadGrammar('tree-sitter-typescript', 'typescript'),
  notation: { ...ecmascriptNotation },
};

/** With elements of JSX, which its grammar reads where TypeScript's reads type assertions. */
export const tsx: Language = {
  ...ecmascript,
  id: 'typescript',
  queries: 'tsx',
  extensions: ['.tsx'],
  grammar: () => loadGrammar('tree-sitter-typescript', 'tsx'),
  notation: { ...ecmascriptNotation },
};
