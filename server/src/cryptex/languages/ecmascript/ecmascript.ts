/** What JavaScript and TypeScript have in common: functions by whatever name they are kept under, methods, classes. */
import type { Language } from '../language.ts';
import { docOf, moduleDocOf } from './docs.ts';
import { extentOf, nameOf, scopeOf, signatureOf } from './names.ts';
import { referenceNameOf } from './references.ts';
import { visibilityOf } from './visibility.ts';

export const ecmascript = {
  separator: '.',
  nameOf,
  scopeOf,
  extentOf,
  signatureOf,
  docOf,
  visibilityOf,
  referenceNameOf,
  moduleOf: (root, text) => ({ kind: text.startsWith('#!') ? 'script' : 'module', doc: moduleDocOf(root, text) }),
} as const satisfies Partial<Language>;
