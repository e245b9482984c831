/** Doc comments of C and C++ above a definition: blocks, and lines that begin with `///`, `//!` or `//`. */
import type { DocComment } from '../language.ts';

/**
 * The comment above `index`, alone on its lines: with nothing in between, or a blank line below a block that begins as
 * doc comments do. Several line comments are one.
 */
export function docBefore(text: string, index: number): DocComment | undefined {
  const end = trimEnd(text, index);
  const breaks = text.slice(end, index).split('\n').length - 1;
  if (breaks > 2) return undefined;
  const found = text.startsWith('*/', end - 2)
    ? blockEndingAt(text, end)
    : breaks < 2
      ? linesAbove(text, end)
      : undefined;
  if (!found) return undefined;
  const written = text.slice(found.startIndex, found.endIndex);
  if (breaks === 2 && !/^\/\*[*!]/.test(written)) return undefined;
  const said = cleaned(written);
  return said === '' ? undefined : { text: said, ...found };
}

/** What a comment at the head of a file says of the file; a licence says nothing of it. */
export function fileDoc(text: string): DocComment | undefined {
  const head = /^\s*(\/\*[^]*?\*\/|(?:\/\/[^\n]*(?:\n[ \t]*(?=\/\/)|$|(?=\n)))+)/;
  let from = 0;
  for (;;) {
    const match = head.exec(text.slice(from, from + 20_000));
    const [whole, comment] = match ?? [];
    if (whole === undefined || comment === undefined) return undefined;
    const startIndex = from + whole.length - comment.length;
    const endIndex = from + whole.length;
    from = endIndex;
    if (/copyright|licen[cs]e|SPDX-|all rights reserved/i.test(comment)) continue;
    const said = cleaned(comment)
      .replace(/^[@\\]file\b[^\n]*\n?/, '')
      .trim();
    // What stands right above a definition is about that, unless it says that it is about the file.
    const isAboutFile =
      /[@\\]file\b/.test(comment) ||
      /^\s*\n\s*\n/.test(text.slice(endIndex)) ||
      /^\s*#/.test(text.slice(endIndex, endIndex + 200));
    return said === '' || !isAboutFile ? undefined : { text: said, startIndex, endIndex };
  }
}

function trimEnd(text: string, index: number): number {
  let end = index;
  while (end > 0 && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}

interface Place {
  readonly startIndex: number;
  readonly endIndex: number;
}

function blockEndingAt(text: string, end: number): Place | undefined {
  const startIndex = text.lastIndexOf('/*', end - 3);
  if (startIndex === -1 || text.indexOf('*/', startIndex + 2) !== end - 2) return undefined;
  return isBlankBefore(text, startIndex) ? { startIndex, endIndex: end } : undefined;
}

function linesAbove(text: string, end: number): Place | undefined {
  let startIndex: number | undefined;
  let at = end;
  for (;;) {
    const begins = text.lastIndexOf('\n', at - 1) + 1;
    const [, indent = '', sign] = /^([ \t]*)(\/\/)?/.exec(text.slice(begins, at)) ?? [];
    if (sign === undefined) break;
    startIndex = begins + indent.length;
    if (begins === 0) break;
    at = begins - (text[begins - 2] === '\r' ? 2 : 1);
  }
  return startIndex === undefined ? undefined : { startIndex, endIndex: end };
}

function isBlankBefore(text: string, index: number): boolean {
  return text.slice(text.lastIndexOf('\n', index - 1) + 1, index).trim() === '';
}

/** Without signs, rulers and what all lines are indented by. */
function cleaned(comment: string): string {
  const isBlock = comment.startsWith('/*');
  const bare = isBlock ? comment.replace(/^\/\*+[!<]*/, '').replace(/\**\*\/$/, '') : comment;
  const sign = isBlock ? /^[ \t]*\*?/ : /^[ \t]*\/\/[/!<]*/;
  const lines = bare
    .split(/\r?\n/)
    .map((line, row) => (isBlock && row === 0 ? line : line.replace(sign, '')).trimEnd());
  const kept = lines.map((line) => (/^[^\p{L}\p{N}]{3,}$/u.test(line) ? '' : line));
  const indents = kept.filter((line) => line !== '').map((line) => line.length - line.trimStart().length);
  const indent = Math.min(...indents, 40);
  return kept
    .map((line) => line.slice(indent))
    .join('\n')
    .trim();
}
