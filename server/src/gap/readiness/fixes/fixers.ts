/** Which differences can be mended by changing the text, and how. */
import type { RefusalKind } from '../../../protocol/readiness.ts';
import type { Inlined } from '../inline.ts';
import type { FoundRefusal } from '../refusals.ts';
import { recode } from './encoding.ts';
import type { Fix, Fixer } from './fix.ts';
import { mendRegex } from './regex.ts';
import { dropRepeatedModifier, dropUnusedImport, dropZeroJump, expandWildcard, replaceEntrypoint } from './rules.ts';

const fixers: Readonly<Partial<Record<RefusalKind, Fixer>>> = {
  'unescaped-brace': mendRegex,
  'unknown-regex-escape': mendRegex,
  'rule-wildcard': expandWildcard,
  'repeated-modifier': dropRepeatedModifier,
  'missing-module': dropUnusedImport,
  'not-utf8': recode,
  'zero-jump': dropZeroJump,
  entrypoint: replaceEntrypoint,
};

/** What would mend a refusal, before it is tried; undefined where none is known, and in files that are included. */
export function proposedFix(found: FoundRefusal, inlined: Inlined): Fix | undefined {
  const { text, kind } = found;
  // Of another file, or one without a tree, it is not known what a change would do.
  const isKnown = text === inlined.root && text.document.text === text.text;
  // With a change the file is written in UTF-8, which its patterns have to be fit for first.
  const isInOrder = text.badByte === undefined || kind === 'not-utf8';
  return isKnown && isInOrder ? fixers[kind]?.(found, inlined) : undefined;
}
