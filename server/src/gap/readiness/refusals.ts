/** What YARA-X has against rules, each in its file and rule and with the difference that it comes from. */
import type { SyntaxNode } from 'tree-sitter';
import type { Refusal, RefusalKind } from '../../protocol/readiness.ts';
import { complaintOf, complaintText, type Complaint } from './complaint.ts';
import type { Inlined, RuleText } from './inline.ts';
import { refusalKind } from './refusalKind.ts';

export interface FoundRefusal extends Omit<Refusal, 'fix'> {
  readonly text: RuleText;
  /** In the file's text. */
  readonly index: number;
}

/** `errors` is what the compiler said of `inlined`. */
export function refusalsOf(inlined: Inlined, errors: readonly string[]): FoundRefusal[] {
  const found = [
    ...inlined.files.flatMap(notUtf8),
    ...inlined.leftIncludes.map(({ file, item, reason }) =>
      refusalAt(file, item.startIndex, {
        kind: reason === 'missing' ? 'missing-include' : 'circular-include',
        message:
          reason === 'missing' ? 'there is no such file' : 'the file includes itself, or one that includes it does',
        width: item.endIndex - item.startIndex,
      }),
    ),
  ];
  const missingModules = new Set<string>();
  for (const error of errors) {
    const complaint = complaintOf(error);
    if (!complaint) {
      found.push(refusalAt(inlined.root, 0, { kind: 'other', message: error.split('\n', 1)[0] ?? '', width: 1 }));
      continue;
    }
    const { file, index } = inlined.locate(complaint.line, complaint.column);
    const { code, width } = complaint;
    if (code === 'E010') missingModules.add(/module `([^`]*)`/.exec(complaint.title)?.[1] ?? '');
    const kind = inTree(refusalKind(complaint), file, index);
    found.push({ ...refusalAt(file, index, { kind, message: complaintText(complaint), width }), code });
  }
  return consequences(found, missingModules);
}

/** What an error of the syntax is about, which the tree knows. */
function inTree(kind: RefusalKind, { document }: RuleText, index: number): RefusalKind {
  if (kind !== 'syntax') return kind;
  // It stands behind the `*` of a wildcard, or at its name.
  const at = (from: number): SyntaxNode => document.tree.rootNode.descendantForIndex(Math.max(0, from));
  return [at(index - 1), at(index)].some((node) => enclosing(node, 'rule_set', 'rule_wildcard'))
    ? 'rule-wildcard'
    : kind;
}

/** The nearest node of one of the types around a node, itself among them. */
export function enclosing(node: SyntaxNode, ...types: readonly string[]): SyntaxNode | undefined {
  for (let at: SyntaxNode | null = node; at; at = at.parent) if (types.includes(at.type)) return at;
  return undefined;
}

function notUtf8(file: RuleText): FoundRefusal[] {
  if (file.badByte === undefined) return [];
  // Of text that is read as Latin-1 an index is that of the byte.
  const message = 'the file is not UTF-8';
  return [refusalAt(file, file.badByte, { kind: 'not-utf8', message, width: 1 })];
}

/** An unknown name is a consequence where its rule or its module was refused. */
function consequences(found: readonly FoundRefusal[], missingModules: ReadonlySet<string>): FoundRefusal[] {
  const refusedRules = new Set(found.flatMap(({ rule }) => rule ?? []));
  return found.map((one) => {
    const name = one.kind === 'undeclared' ? /`([^`]*)`/.exec(one.message)?.[1] : undefined;
    if (name === undefined) return one;
    if (missingModules.has(name)) return { ...one, kind: 'missing-module' };
    return refusedRules.has(name) && name !== one.rule ? { ...one, kind: 'refused-rule' } : one;
  });
}

interface Said {
  readonly kind: RefusalKind;
  readonly message: string;
  readonly width: Complaint['width'];
}

function refusalAt(text: RuleText, index: number, { kind, message, width }: Said): FoundRefusal {
  const { document } = text;
  const start = document.positionAt(index);
  const lineEnd = /\r?\n|$/.exec(text.text.slice(index))?.index ?? 0;
  const rule = ruleAt(text, index);
  return {
    kind,
    message,
    text,
    index,
    file: text.path,
    line: start.line + 1,
    column: start.character + 1,
    endColumn: start.character + 1 + Math.max(1, Math.min(width, lineEnd)),
    ...(rule !== undefined && { rule }),
  };
}

/** The name of the rule that an index is in. */
function ruleAt({ document }: RuleText, index: number): string | undefined {
  const { outline } = document;
  const item = outline.items[outline.indexAt(index)];
  return item && index < item.endIndex ? outline.ruleName(item) : undefined;
}
