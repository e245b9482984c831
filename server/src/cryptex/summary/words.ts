/** Words put together to sentences of limited length. */

/** Characters of a summary. */
export const LONGEST = 160;

/** `a, b and c`; of more than `most` the first, and how many others. */
export function listed(words: readonly string[], most: number, noun: string): string {
  if (words.length > most) {
    const left = words.length - most;
    return `${words.slice(0, most).join(', ')} and ${left.toString()} more${noun === '' ? '' : ` ${plural(noun, left)}`}`;
  }
  const last = words.at(-1) ?? '';
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`;
}

export function plural(noun: string, count: number): string {
  return count === 1
    ? noun
    : /(?:s|x|ch|sh)$/.test(noun)
      ? `${noun}es`
      : noun.endsWith('y')
        ? `${noun.slice(0, -1)}ies`
        : `${noun}s`;
}

export function cutAtWord(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const cut = text.slice(0, most - 1);
  const space = cut.lastIndexOf(' ');
  return `${cut.slice(0, space > most / 2 ? space : cut.length).replace(/[\s,;:.(]+$/, '')}…`;
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** An expression in about `most` characters, with its brackets closed. */
export function shortCode(text: string, most: number): string {
  if (text.length <= most) {
    return text;
  }
  const cut = text.slice(0, most - 1).replace(/[\s([{,.&|]+$/, '');
  const open: string[] = [];
  let isQuoted = false;
  for (const sign of cut) {
    if (sign === '"') {
      isQuoted = !isQuoted;
    } else if (!isQuoted && CLOSING[sign] !== undefined) {
      open.unshift(CLOSING[sign]);
    } else if (!isQuoted && sign === open[0]) {
      open.shift();
    }
  }
  return `${cut}…${isQuoted ? '"' : ''}${open.join('')}`;
}

/** A sentence without characters that steer a terminal or turn the direction of text, which may stand in source. */
export function harmless(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ');
}
