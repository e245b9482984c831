/** Reads from the tree of a rule file what the catalogue keeps. Works on what parses: a broken rule costs only itself. */
import { createHash } from 'node:crypto';
import type Parser from 'tree-sitter';
import * as v from 'valibot';
import { CatalogueRule, type RuleMeta } from '../protocol/catalogue.ts';
import type { Item } from '../syntax/outline.ts';
import { goToChildAt } from '../syntax/topLevel.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';
import { freeNames } from './freeNames.ts';
import { integerValue, stringValue } from './literals.ts';

/** What a rule's own text tells; what its names mean depends on the other files. */
export const ExtractedRule = v.object({
  ...v.pick(CatalogueRule, ['name', 'range', 'modifiers', 'tags', 'metas', 'patterns', 'hash']).entries,
  /** Names in the condition, see freeNames. */
  names: v.array(v.string()),
});
export type ExtractedRule = v.InferOutput<typeof ExtractedRule>;

export const ExtractedFile = v.object({
  imports: v.array(v.string()),
  /** As spelled. */
  includes: v.array(v.string()),
  rules: v.array(ExtractedRule),
});
export type ExtractedFile = v.InferOutput<typeof ExtractedFile>;

/** Characters of a pattern that are kept; more would only make the store large. */
const longestPattern = 200;

export function extractFile(document: YaraDocument): ExtractedFile {
  const { outline } = document;
  const imports = new Set<string>();
  const includes = new Set<string>();
  const rules: ExtractedRule[] = [];
  for (const item of outline.items) {
    if (item.kind === 'import') imports.add(outline.target(item));
    else if (item.kind === 'include') includes.add(outline.target(item));
    const rule = item.kind === 'rule' ? extractRule(document, item) : undefined;
    if (rule) rules.push(rule);
  }
  return { imports: [...imports].filter(Boolean), includes: [...includes].filter(Boolean), rules };
}

function extractRule(document: YaraDocument, item: Item): ExtractedRule | undefined {
  const { text, outline } = document;
  const { name, modifiers, tags, patterns } = outline.rule(item);
  if (!name) return undefined;
  const at = ({ start, end }: { start: number; end: number }): string =>
    text.slice(item.startIndex + start, item.startIndex + end);
  return {
    name: name.text,
    range: document.rangeOf(item),
    modifiers: [...modifiers],
    tags: tags.map((tag) => tag.text),
    patterns: patterns.map(({ identifier, kind, end }) => ({
      identifier: identifier.text,
      kind,
      text: at({ start: identifier.end, end: Math.min(end, identifier.end + longestPattern) }).replace(/^\s*=\s*/, ''),
    })),
    hash: createHash('sha256')
      .update(normalised(text.slice(item.startIndex, item.endIndex)))
      .digest('hex'),
    ...readSections(document.tree, text, item),
  };
}

function readSections(tree: Parser.Tree, text: string, item: Item): Pick<ExtractedRule, 'metas' | 'names'> {
  const cursor = tree.walk();
  const metas: RuleMeta[] = [];
  let names: string[] = [];
  if (goToChildAt(cursor, item.startIndex) && cursor.gotoFirstChild()) {
    do {
      if (cursor.nodeType === 'meta_section') metas.push(...readMetas(cursor, text));
      else if (cursor.nodeType === 'condition_section') names = freeNames(cursor, text);
    } while (cursor.gotoNextSibling());
  }
  return { metas, names };
}

function readMetas(cursor: Parser.TreeCursor, text: string): RuleMeta[] {
  const metas: RuleMeta[] = [];
  if (!cursor.gotoFirstChild()) return metas;
  do {
    if (cursor.nodeType !== 'meta_entry' || !cursor.gotoFirstChild()) continue;
    let name = '';
    let value: RuleMeta['value'] | undefined;
    do {
      const here = text.slice(cursor.startIndex, cursor.endIndex);
      if (cursor.currentFieldName === 'name') name = here;
      else if (cursor.currentFieldName === 'value') value = metaValue(cursor.nodeType, here);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    if (name !== '' && value !== undefined) metas.push({ name, value });
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  return metas;
}

function metaValue(type: string, text: string): RuleMeta['value'] | undefined {
  switch (type) {
    case 'string_literal':
      return stringValue(text);
    case 'integer_literal':
    case 'negative_integer':
      return integerValue(text);
    case 'boolean_literal':
      return text === 'true';
    default:
      return undefined;
  }
}

/** In YARA division is `\`: a `/` begins a comment or a regular expression. */
const spaceAndMore = /"(?:[^"\\\n]|\\.)*"|\/(?![/*])(?:[^/\\\n]|\\.)*\/|(?:\s|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/g;

/** The text of a rule with each run of spaces and comments as one space. */
export function normalised(text: string): string {
  return text.replace(spaceAndMore, (part) => (/^(?:"|\/(?![/*]))/.test(part) ? part : ' ')).trim();
}
