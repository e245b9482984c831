/** YARA: rules. What stands for pseudocode is the condition, laid out in one way. */
import type { SyntaxNode } from 'tree-sitter';
import type { ReferenceKind } from '../../../protocol/cryptex.ts';
import { yaraLanguage } from '../../../syntax/grammar.ts';
import { lineCommentsBefore } from '../docComments.ts';
import type { DocComment, FoundDefinition, FoundModule, Language } from '../language.ts';
import { signatureText } from '../signature.ts';
import { layOut } from './condition.ts';

/** Names, modifiers and tags. */
function signatureOf({ node }: FoundDefinition, text: string): string {
  const brace = node.children.find(({ type }) => type === '{');
  return signatureText(node, text, node.startIndex, brace?.startIndex ?? node.endIndex);
}

/** What its meta says in `description` or the like; else the comment above. */
function docOf({ node }: FoundDefinition, text: string): DocComment | undefined {
  const entries = node.childForFieldName('meta')?.namedChildren ?? [];
  for (const name of ['description', 'desc', 'summary', 'info', 'comment']) {
    const entry = entries.find((each) => each.childForFieldName('name')?.text.toLowerCase() === name);
    const value = entry?.childForFieldName('value');
    if (value?.type !== 'string_literal') continue;
    const said = unescaped(text.slice(value.startIndex + 1, value.endIndex - 1)).trim();
    if (said !== '') return { text: said, startIndex: value.startIndex, endIndex: value.endIndex };
  }
  return commentBefore(node, text);
}

function commentBefore(node: SyntaxNode, text: string): DocComment | undefined {
  const comment = node.previousSibling;
  if (comment?.type !== 'comment' || !text.startsWith('/*', comment.startIndex))
    return lineCommentsBefore(node, text, /^\/\/+[ \t]?/);
  return comment.endPosition.row >= node.startPosition.row - 1 ? blockOf(comment, text) : undefined;
}

function blockOf(comment: SyntaxNode, text: string): DocComment | undefined {
  const said = text
    .slice(comment.startIndex, comment.endIndex)
    .replace(/^\/\*+|\*+\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, '').trim())
    .filter((line) => line === '' || /[\p{L}\p{N}]/u.test(line))
    .join('\n')
    .trim();
  return said === '' || /\b(copyright|licen[sc]e)\b/i.test(said)
    ? undefined
    : { text: said, startIndex: comment.startIndex, endIndex: comment.endIndex };
}

function unescaped(written: string): string {
  return written.replace(/\\(?:x([0-9a-fA-F]{2})|(.))/g, (_, code: string | undefined, sign: string | undefined) => {
    if (code !== undefined) return String.fromCharCode(parseInt(code, 16));
    return { n: '\n', t: '\t', r: '\r' }[sign ?? ''] ?? sign ?? '';
  });
}

function moduleOf(root: SyntaxNode, text: string): FoundModule {
  const [first, second] = root.namedChildren;
  const isOfRule = second?.type === 'rule_declaration' && second.startPosition.row <= (first?.endPosition.row ?? 0) + 1;
  const doc =
    first?.type === 'comment' && text.startsWith('/*', first.startIndex) && !isOfRule
      ? blockOf(first, text)
      : undefined;
  return { kind: 'module', doc };
}

function referenceNameOf(kind: ReferenceKind, node: SyntaxNode, text: string): string | undefined {
  if (kind === 'include') return text.slice(node.startIndex + 1, node.endIndex - 1);
  if (kind === 'call') return node.text.replace(/\s+/g, '');
  if (node.parent?.type === 'rule_set') return node.text.replace(/\s+/g, '');
  return takesTruth(node) && !isVariable(node) ? node.text : undefined;
}

/** Whether a truth value stands there; numbers and texts under such a name are external variables. */
function takesTruth(node: SyntaxNode): boolean {
  const { parent } = node;
  if (parent?.type === 'binary_expression' || parent?.type === 'unary_expression')
    return /^(and|or|not)$/.test(parent.childForFieldName('operator')?.text ?? '');
  // `(x) > 3`
  if (parent?.type === 'parenthesized_expression') return takesTruth(parent);
  return true;
}

interface Loop {
  readonly startIndex: number;
  readonly endIndex: number;
  readonly variables: ReadonlySet<string>;
}

const loops = new WeakMap<object, readonly Loop[]>();

/** Whether a loop around it has a variable of that name. Loops are looked up by place: conditions are trees of any depth. */
function isVariable(node: SyntaxNode): boolean {
  let known = loops.get(node.tree);
  if (!known) {
    known = node.tree.rootNode.descendantsOfType('for_in_expression').map((loop) => ({
      startIndex: loop.startIndex,
      endIndex: loop.endIndex,
      variables: new Set(loop.childrenForFieldName('variables').map(({ text }) => text)),
    }));
    loops.set(node.tree, known);
  }
  const at = node.startIndex;
  return known.some((loop) => loop.startIndex <= at && at < loop.endIndex && loop.variables.has(node.text));
}

export const yara: Language = {
  id: 'yara',
  extensions: ['.yar', '.yara', '.rule', '.rules'],
  grammar: yaraLanguage,
  separator: '.',
  signatureOf,
  docOf,
  visibilityOf: ({ node }) =>
    node.childrenForFieldName('modifiers').some(({ text }) => text === 'private') ? 'private' : 'public',
  referenceNameOf,
  moduleOf,
  pseudocodeOf: ({ body }, text) => {
    const expression = body?.childForFieldName('expression');
    return expression ? layOut(expression, text) : '';
  },
};
