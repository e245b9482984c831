/** JavaScript, with the elements of JSX. */
import { ecmascript } from '../ecmascript/ecmascript.ts';
import { ecmascriptNotation } from '../ecmascript/notation.ts';
import { loadGrammar } from '../grammars.ts';
import type { Language } from '../language.ts';

export const javascript: Language = {
  ...ecmascript,
  id: 'javascript',
  extensions: ['.js', '.mjs', '.cjs', '.jsx'],
  grammar: () => loadGrammar('tree-sitter-javascript'),
  notation: { ...ecmascriptNotation },
};
