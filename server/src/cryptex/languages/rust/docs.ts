/** Doc comments of Rust: `///`, `//!`, their block forms, and `#[doc = "…"]`. */
import type { SyntaxNode } from 'tree-sitter';
import { lineCommentsBefore } from '../docComments.ts';
import type { DocComment, FoundDefinition } from '../language.ts';

/** The attributes right before an item, in their order; doc comments may stand between. */
export function attributesOf(node: SyntaxNode): readonly SyntaxNode[] {
  return before(node).filter(({ type }) => type === 'attribute_item');
}

function before(node: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (
    let at = node.previousSibling;
    at && (at.type === 'attribute_item' || isDoc(at, 'outer'));
    at = at.previousSibling
  )
    found.unshift(at);
  return found;
}

function isDoc(node: SyntaxNode, place: 'outer' | 'inner'): boolean {
  return node.type.endsWith('_comment') && node.childForFieldName(place) !== null;
}

export function docOf({ node, body }: FoundDefinition, text: string): DocComment | undefined {
  const outer = before(node).filter((each) => isDoc(each, 'outer') || docAttribute(each) !== undefined);
  const inner = node.type === 'mod_item' ? innerDocs(body?.namedChildren ?? []) : [];
  return (
    joined([...outer, ...inner], text) ?? lineCommentsBefore(attributesOf(node)[0] ?? node, text, /^\/\/(?![/!])[ \t]?/)
  );
}

export function moduleDocOf(root: SyntaxNode, text: string): DocComment | undefined {
  return joined(innerDocs(root.namedChildren), text);
}

/** They stand first, among inner attributes and other comments. */
function innerDocs(nodes: readonly SyntaxNode[]): SyntaxNode[] {
  const end = nodes.findIndex(({ type }) => type !== 'inner_attribute_item' && !type.endsWith('_comment'));
  return nodes.slice(0, end === -1 ? nodes.length : end).filter((node) => isDoc(node, 'inner'));
}

function docAttribute(node: SyntaxNode): string | undefined {
  return /^#\[doc\s*=\s*"([^]*)"\s*\]$/.exec(node.type === 'attribute_item' ? node.text : '')?.[1];
}

function joined(nodes: readonly SyntaxNode[], text: string): DocComment | undefined {
  const first = nodes[0];
  const last = nodes.at(-1);
  if (!first || !last) return undefined;
  const lines = nodes.flatMap(
    (node) => docAttribute(node)?.trim() ?? linesOf(text.slice(node.startIndex, node.endIndex)),
  );
  // Sections such as `# Examples` are no description of it.
  const end = lines.findIndex((line) => /^#{1,6} |^```/.test(line));
  const said = (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
  const endIndex = text[last.endIndex - 1] === '\n' ? last.endIndex - 1 : last.endIndex;
  return said === '' ? undefined : { text: said, startIndex: first.startIndex, endIndex };
}

function linesOf(comment: string): string[] {
  if (comment.startsWith('//')) return [comment.replace(/^\/\/[/!] ?/, '').trimEnd()];
  return comment
    .replace(/^\/\*[*!]|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trim());
}
