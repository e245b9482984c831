/** Braces and escapes of regular expressions that YARA-X does not take as libyara does. */
import type { TextEdit } from '../../../protocol/readiness.ts';
import { enclosing, type FoundRefusal } from '../refusals.ts';
import type { Fix } from './fix.ts';

/** What libyara's lexer takes as a repetition; any other `{` is the character. */
const repetition = /\{(?:\d*,\d+|\d+,?)\}/y;
/** Escapes that both know; libyara takes any other as the character itself. */
const known = new Set('ntrfvaxwWsSdDbB');

/**
 * Writes a `{` that repeats nothing as `\{`, and drops the backslash before a letter or digit that
 * has no meaning with it. All of them at once: of an expression only the first fault is told.
 */
export function mendRegex(refusal: FoundRefusal): Fix | undefined {
  return inRegex(refusal, 'Escape braces, and drop backslashes that mean nothing', (text, { at, inClass }) => {
    if (text[at] === '{' && !inClass) {
      repetition.lastIndex = at;
      return repetition.test(text) ? undefined : { start: at, end: at + 1, text: '\\{' };
    }
    const escaped = text[at] === '\\' ? text[at + 1] : undefined;
    if (escaped === undefined || !/[\w<>]/.test(escaped) || known.has(escaped)) return undefined;
    return { start: at, end: at + 1, text: '' };
  });
}

/** Walks through the body of the regular expression at hand: `visit` is called at each character and each escape. */
function inRegex(
  { text: { text, document }, index }: FoundRefusal,
  title: string,
  visit: (text: string, place: { readonly at: number; readonly inClass: boolean }) => TextEdit | undefined,
): Fix | undefined {
  const node = document.tree.rootNode.descendantForIndex(index);
  const regex = enclosing(node, 'regex');
  if (!regex) return undefined;
  const end = text.lastIndexOf('/', regex.endIndex - 1);
  const edits: TextEdit[] = [];
  let inClass = false;
  for (let at = regex.startIndex + 1; at < end; at += text[at] === '\\' ? 2 : 1) {
    if (text[at] === '[') inClass = true;
    else if (text[at] === ']') inClass = false;
    const edit = visit(text, { at, inClass });
    if (edit) edits.push(edit);
  }
  return edits.length === 0 ? undefined : { title, edits };
}
