/** A file in another encoding than UTF-8, written anew in it: with the same bytes in its patterns. */
import type { TextEdit } from '../../../protocol/readiness.ts';
import type { FoundRefusal } from '../refusals.ts';
import type { Fix } from './fix.ts';

/** The text is the bytes as Latin-1, so that each character is one. */
const high = /[\u0080-\u00ff]+/g;

/** Bytes of literals become escapes; comments become what they were meant to be, as far as that can be told. */
export function recode({ text: { text, document } }: FoundRefusal): Fix {
  const edits: TextEdit[] = [];
  for (const match of text.matchAll(high)) {
    const [bytes] = match;
    const start = match.index;
    const node = document.tree.rootNode.descendantForIndex(start);
    const isComment = node.type === 'comment';
    const written = isComment ? meant(bytes) : bytes.replace(/[^]/g, (one) => `\\x${one.charCodeAt(0).toString(16)}`);
    if (written !== bytes) edits.push({ start, end: start + bytes.length, text: written });
  }
  return { title: 'Write the file as UTF-8', edits };
}

/** Bytes as Latin-1 that are UTF-8 after all, or Windows-1252. */
function meant(latin1: string): string {
  const bytes = Buffer.from(latin1, 'latin1');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
