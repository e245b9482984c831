/** TypeScript, with what it has beside JavaScript: interfaces, enums, namespaces, declarations. */
import { ecmascript } from '../ecmascript/ecmascript.ts';
import type { Language } from '../language.ts';

export const typescript: Omit<Language, 'grammar'> = {
  ...ecmascript,
  id: 'typescript',
  extensions: ['.ts', '.mts', '.cts'],
};

/** With elements of JSX, which its grammar reads where TypeScript's reads type assertions. */
export const tsx: Omit<Language, 'grammar'> = {
  ...ecmascript,
  id: 'typescript',
  extensions: ['.tsx'],
};
