/** JSDoc, and line comments that stand in for it. */
import type { SyntaxNode } from 'tree-sitter';
import { lineCommentsBefore } from '../docComments.ts';
import type { DocComment, FoundDefinition } from '../language.ts';
import { decoratorsOf, wholeOf } from './names.ts';

export function docOf({ node }: FoundDefinition, text: string): DocComment | undefined {
  const whole = wholeOf(node);
  let start = decoratorsOf(whole)[0] ?? whole;
  // Overloads stand between a function and its comment.
  while (start.previousSibling && isOverload(start.previousSibling)) start = start.previousSibling;
  const comment = start.previousSibling;
  if (comment?.type !== 'comment' || isOfFile(comment, text)) return undefined;
  return block(comment, start, text) ?? lineCommentsBefore(start, text, /^\/\/+[ \t]?/);
}

/** The first comment, when it says so or when nothing follows that it could be of. */
export function moduleDocOf(root: SyntaxNode, text: string): DocComment | undefined {
  const comment = root.namedChildren.find(({ type }) => type !== 'hash_bang_line');
  if (comment?.type !== 'comment') return undefined;
  const next = comment.nextSibling;
  const isApart =
    next === null ||
    next.type === 'comment' ||
    next.type === 'import_statement' ||
    /^['"]use strict/.test(next.text) ||
    next.startPosition.row > comment.endPosition.row + 1 ||
    isOfFile(comment, text);
  if (!isApart) return undefined;
  return written(comment, text);
}

function isOverload(node: SyntaxNode): boolean {
  return (
    (node.type === 'export_statement' ? node.childForFieldName('declaration') : node)?.type === 'function_signature'
  );
}

function isOfFile(comment: SyntaxNode, text: string): boolean {
  return /@(file|fileoverview|overview|module|license)\b/.test(text.slice(comment.startIndex, comment.endIndex));
}

function block(comment: SyntaxNode, before: SyntaxNode, text: string): DocComment | undefined {
  if (!text.startsWith('/*', comment.startIndex)) return undefined;
  return comment.endPosition.row >= before.startPosition.row - 1 ? written(comment, text) : undefined;
}

function written(comment: SyntaxNode, text: string): DocComment | undefined {
  const said = descriptionOf(text.slice(comment.startIndex, comment.endIndex));
  return said === '' || /\b(copyright|licen[sc]ed?)\b/i.test(said)
    ? undefined
    : { text: said, startIndex: comment.startIndex, endIndex: comment.endIndex };
}

/** What stands before the first tag; else what `@description`, `@summary`, `@file` and the like say. */
function descriptionOf(comment: string): string {
  const lines = comment
    .replace(/^\/\*+!?|\*+\/$/g, '')
    .replace(/^\/\/+/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*+ ?/, '').trim())
    .filter((line) => !/^(eslint|prettier|istanbul|global|jshint|@ts-|webpack|#__)/.test(line));
  const end = lines.findIndex((line) => line.startsWith('@'));
  const said = (end === -1 ? lines : lines.slice(0, end)).join('\n').trim();
  if (said !== '' || end === -1) return said;
  const at = lines.findIndex((line) => /^@(desc(ription)?|summary|file(overview)?|overview)\b/.test(line));
  if (at === -1) return '';
  const following = lines.slice(at + 1);
  const next = following.findIndex((line) => line.startsWith('@'));
  const rest = next === -1 ? following : following.slice(0, next);
  return [(lines[at] ?? '').replace(/^@\w+\s*/, ''), ...rest].join('\n').trim();
}
