/** Code of C and C++ apart from comments and literals, without a parser. */

/**
 * A comment, a string, a character, or a raw string of C++. A line break ends a string or a character unless a backslash
 * is before it, so that an apostrophe in code that is not compiled costs its line alone.
 */
const skipped =
  /\/\*[^]*?(?:\*\/|$)|\/\/(?:\\\r?\n|[^\n])*|(?:u8|[uUL])?R"([^()\\\s]{0,16})\([^]*?\)\1"|"(?:\\[^]|[^"\\\n])*"?|'(?:\\[^]|[^'\\\n])*'?/g;

/** The text with comments and literals made spaces; of the same length, and line breaks stay. */
export function codeOnly(text: string): string {
  return text.replace(skipped, (match, _delimiter, offset: number) =>
    // A digit separator of C++ is none that begins a character.
    match.startsWith("'") && /[0-9a-fA-F]/.test(text[offset - 1] ?? '') && /^'[0-9a-fA-F]/.test(match)
      ? match
      : match.replace(/[^\r\n]/g, ' '),
  );
}

/** The text with a space in place of each comment. */
export function withoutComments(text: string): string {
  return text.replace(skipped, (match) => (/^\/[/*]/.test(match) ? ' ' : match));
}
