/** Text for people, made of text by anybody. */

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Control characters, and those that hide or reorder text, as visible escapes; long text is cut in the middle. */
export function visible(text: string, limit = 1000): string {
  const cut = text.length > limit ? `${text.slice(0, limit / 2)}…${text.slice(text.length - limit / 2)}` : text;
  return cut.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
}

export function plural(count: number, one: string, many: string): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

const numbers = new Intl.NumberFormat('en');

/** With separators. `toLocaleString` would look the language up each time. */
export function number(value: number): string {
  return numbers.format(value);
}

const lastSeparator = (path: string): number => Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
export const fileName = (path: string): string => path.slice(lastSeparator(path) + 1);
export const folderName = (path: string): string => path.slice(0, Math.max(0, lastSeparator(path)));

/** A line of a text, made visible but for its tabs. */
export const visibleLine = (line: string): string =>
  line
    .split('\t')
    .map((part) => visible(part, 4000))
    .join('\t');

/** The lines of a text of several lines, each made visible but for its tabs. */
export const visibleLines = (text: string): string[] => text.split(/\r\n|\r|\n/).map(visibleLine);

/** Of what a person types to find something: all of them are to be there, in any case. */
export const searchWords = (typed: string): string[] =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
