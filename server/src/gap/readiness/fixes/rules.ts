/** What YARA-X does not take of rules as a whole, and of what they refer to. */
import type { SyntaxNode } from 'tree-sitter';
import type { TextEdit } from '../../../protocol/readiness.ts';
import type { Inlined, RuleText } from '../inline.ts';
import { enclosing, type FoundRefusal } from '../refusals.ts';
import type { Fix } from './fix.ts';

/** `global global rule` is a global rule. */
export function dropRepeatedModifier({ text: { text, document }, index }: FoundRefusal): Fix | undefined {
  const rule = document.tree.rootNode.descendantForIndex(index);
  const declaration = enclosing(rule, 'rule_declaration');
  const seen = new Set<string>();
  const edits: TextEdit[] = [];
  for (const modifier of declaration?.childrenForFieldName('modifiers') ?? []) {
    const word = text.slice(modifier.startIndex, modifier.endIndex);
    if (seen.has(word)) {
      const space = /\s*/y;
      space.lastIndex = modifier.endIndex;
      edits.push({
        start: modifier.startIndex,
        end: modifier.endIndex + (space.exec(text)?.[0].length ?? 0),
        text: '',
      });
    }
    seen.add(word);
  }
  return edits.length === 0 ? undefined : { title: 'Drop the repeated modifier', edits };
}

/** `any of (loader*)` with the names of the rules before it that begin so. */
export function expandWildcard({ text, index }: FoundRefusal, inlined: Inlined): Fix | undefined {
  const { rootNode } = text.document.tree;
  const set = [index - 1, index]
    .map((at) => rootNode.descendantForIndex(Math.max(0, at)))
    .map((node) => enclosing(node, 'rule_set'))
    .find((found) => found);
  if (!set) return undefined;
  const names = rulesBefore(inlined, text, set.startIndex);
  const edits: TextEdit[] = [];
  for (const wildcard of set.namedChildren.filter(({ type }) => type === 'rule_wildcard')) {
    const prefix = wildcard.childForFieldName('prefix');
    const start = prefix ? text.text.slice(prefix.startIndex, prefix.endIndex) : '';
    const meant = names.filter((name) => name.startsWith(start));
    // A set of no rules can't be written.
    if (meant.length === 0) return undefined;
    edits.push({ start: wildcard.startIndex, end: wildcard.endIndex, text: meant.join(', ') });
  }
  return edits.length === 0 ? undefined : { title: 'Name the rules that the wildcard stands for', edits };
}

/** Rules of which libyara knows at a place, which are those before it. */
function rulesBefore({ files, root }: Inlined, text: RuleText, index: number): string[] {
  // In which order included files come is not worked out: with includes it is for a person to write.
  if (files.length > 1 || text !== root) return [];
  const { outline } = text.document;
  return outline.rules.filter(({ endIndex }) => endIndex <= index).flatMap((item) => outline.ruleName(item) ?? []);
}

/** An import of a module that no rule of the file uses. */
export function dropUnusedImport({ text: { text, document }, index, code }: FoundRefusal): Fix | undefined {
  const node = code === 'E010' ? document.tree.rootNode.descendantForIndex(index) : null;
  const statement = node && enclosing(node, 'import_statement');
  const name = /"([^"\n]*)"/.exec(statement ? text.slice(statement.startIndex, statement.endIndex) : '')?.[1];
  if (!statement || name === undefined || uses(document.tree.rootNode, text, name)) return undefined;
  const line = /[ \t]*(?:\r?\n)?/y;
  line.lastIndex = statement.endIndex;
  const isAlone = /(?:^|\n)[ \t]*$/.test(text.slice(0, statement.startIndex));
  const end = statement.endIndex + (isAlone ? (line.exec(text)?.[0].length ?? 0) : 0);
  const edits = [{ start: statement.startIndex, end, text: '' }];
  return { title: `Remove the unused import of "${name}"`, edits };
}

/** Whether a condition names it; a comment or a string does not count. */
function uses(root: SyntaxNode, text: string, name: string): boolean {
  return root
    .descendantsOfType('condition_section')
    .some((condition) =>
      condition
        .descendantsOfType('identifier')
        .some(({ startIndex, endIndex }) => text.slice(startIndex, endIndex) === name),
    );
}

/** The keyword with what YARA-X has for it in files of Windows. */
export function replaceEntrypoint({ text: { text, document } }: FoundRefusal): Fix | undefined {
  const { rootNode } = document.tree;
  const edits: TextEdit[] = rootNode
    .descendantsOfType('entrypoint')
    .map(({ startIndex, endIndex }) => ({ start: startIndex, end: endIndex, text: 'pe.entry_point' }));
  if (edits.length === 0) return undefined;
  if (!/^\s*import\s+"pe"/m.test(text)) edits.unshift({ start: 0, end: 0, text: 'import "pe"\n\n' });
  const doubt = '`entrypoint` is also that of ELF files, and of a process';
  return { title: 'Replace by `pe.entry_point`', edits, doubt };
}

/** A jump over nothing. */
export function dropZeroJump({ text: { document }, index }: FoundRefusal): Fix | undefined {
  const node = document.tree.rootNode.descendantForIndex(index);
  const jump = enclosing(node, 'hex_jump');
  if (!jump) return undefined;
  return { title: 'Remove the jump', edits: [{ start: jump.startIndex, end: jump.endIndex, text: '' }] };
}
