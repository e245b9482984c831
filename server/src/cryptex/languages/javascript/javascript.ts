/** JavaScript, with the elements of JSX. */
import { ecmascript } from '../ecmascript/ecmascript.ts';
import type { Language } from '../language.ts';

export const javascript: Omit<Language, 'grammar'> = {
  ...ecmascript,
  id: 'javascript',
  extensions: ['.js', '.mjs', '.cjs', '.jsx'],
};
