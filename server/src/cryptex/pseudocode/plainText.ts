/** Source text on one line, in the words and signs of pseudocode. */
import { mended } from './check.ts';
import type { Notation } from './notation.ts';

/** Characters of a string that are shown. */
const STRING = 28;
/** Control characters, and those that would turn the direction of the text around them. */
const UNSHOWN = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;
const LITERAL = /^[@$]?[A-Za-z]{0,3}#*(?:"""|'''|@?["'`])/;
const CHARACTER = /^[A-Za-z]{0,2}'(?:[^'\\]|\\.{1,5})'$/;
const COMMENT = /^(?:\/[/*]|#|<#)/;

/** Without comments and line breaks; with the notation's words, and strings as `"…"`. Brackets and quotes are in pairs. */
export function plainText(source: string, notation: Notation): string {
  return mended(
    spaced(
      source.replace(notation.tokens, (token: string, at: number) =>
        notation.entry !== undefined && token.includes('\n') && isEntry(source, at, token, notation.entry)
          ? '; '
          : plainToken(token, notation),
      ),
    ),
  );
}

function isEntry(source: string, at: number, token: string, entry: RegExp): boolean {
  entry.lastIndex = at + token.length;
  return token.trim() === '' && at > 0 && !/[{(,;|]/.test(source.charAt(at - 1)) && entry.test(source);
}

function plainToken(token: string, notation: Notation): string {
  const word = notation.words[token.toLowerCase()];
  if (word !== undefined) {
    return word;
  }
  if (token.trim() === '' || token.endsWith('\n')) {
    return ' ';
  }
  if (notation.hasCharacters === true && CHARACTER.test(token)) {
    return token.replace(UNSHOWN, ' ');
  }
  return LITERAL.test(token) ? shownString(token) : COMMENT.test(token) ? ' ' : token.replace(UNSHOWN, ' ');
}

/** In double quotes, with none inside, so that whoever reads it needs no rules for escapes. */
export function shownString(literal: string): string {
  const content = literal.replace(LITERAL, '').replace(/(?:"""|'''|["'`]@?)#*$/, '');
  const shown = content.replaceAll('\\"', "'").replaceAll('"', "'").replace(UNSHOWN, ' ').replace(/\s+/g, ' ');
  return `"${shown.length > STRING ? `${shown.slice(0, STRING - 1).trimEnd()}…` : shown}"`;
}

function spaced(text: string): string {
  return text
    .replace(/ {2,}/g, ' ')
    .replace(/ (?=[),;\]])/g, '')
    .replace(/(?<=[([]) /g, '')
    .trim();
}
