/** Which differences can be mended by changing the text, and how. */
import type { RefusalKind } from '../../../protocol/readiness.ts';
import { recode } from './encoding.ts';
import type { Fixer } from './fix.ts';
import { mendRegex } from './regex.ts';
import { dropRepeatedModifier, dropUnusedImport, dropZeroJump, expandWildcard, replaceEntrypoint } from './rules.ts';

export const fixers: Readonly<Partial<Record<RefusalKind, Fixer>>> = {
  'unescaped-brace': mendRegex,
  'unknown-regex-escape': mendRegex,
  'rule-wildcard': expandWildcard,
  'repeated-modifier': dropRepeatedModifier,
  'missing-module': dropUnusedImport,
  'not-utf8': recode,
  'zero-jump': dropZeroJump,
  entrypoint: replaceEntrypoint,
};
