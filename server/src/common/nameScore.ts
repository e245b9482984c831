/** How well a word fits the name of a rule or a symbol. */

/** More is better; 0 is no fit. */
export type Score = number;

/**
 * @param lower the name in lower case
 * @param name the name as it is written, which shows where its parts begin: `APT_CobaltStrike`
 * @param word in lower case
 */
export function nameScore(lower: string, name: string, word: string): Score {
  const at = lower.indexOf(word);
  if (at < 0) return isScattered(lower, name, word) ? 50 : 0;
  if (at === 0) return lower.length === word.length ? 100 : 90;
  for (let place = at; place >= 0; place = lower.indexOf(word, place + 1)) {
    if (beginsPart(name, place)) return 80;
  }
  return 70;
}

/**
 * Whether the letters of the word are in the name in this order, each at the start of a part or right behind the one
 * before: `cobs` and `csb` fit `CobaltStrike_Beacon`, as people shorten names, and `cbe` does not fit every long name.
 */
export function isScattered(lower: string, name: string, word: string): boolean {
  if (word.length < 2) return false;
  let at = -1;
  for (const letter of word) {
    if (at >= 0 && lower[at + 1] === letter) {
      at += 1;
      continue;
    }
    do {
      at = lower.indexOf(letter, at + 1);
    } while (at >= 0 && !beginsPart(name, at));
    if (at < 0) return false;
  }
  return true;
}

/** Whether a part of the name begins there: at its start, behind a separator, with a capital or a digit. */
export function beginsPart(name: string, at: number): boolean {
  if (at === 0) return true;
  const before = name.charCodeAt(at - 1);
  const here = name.charCodeAt(at);
  return (
    before === underscore ||
    before === hyphen ||
    before === dot ||
    before === colon ||
    (isUpper(here) && !isUpper(before)) ||
    (isDigit(here) && !isDigit(before))
  );
}

const underscore = '_'.charCodeAt(0);
const hyphen = '-'.charCodeAt(0);
const dot = '.'.charCodeAt(0);
const colon = ':'.charCodeAt(0);

function isUpper(code: number): boolean {
  return code >= 65 && code <= 90;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}
