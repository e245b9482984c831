/**
 * Makes text from rules, paths and samples safe to show. All of it may have been written by an adversary: it can hold
 * control characters, characters that reverse the direction of text, and the mark-up of whatever shows it.
 */

/** Control, format (bidi, zero width), line separators, lone surrogates. */
const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const iconSyntax = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

/** Every character that would hide or reorder text becomes its visible escape; longer text is cut in the middle. */
export function visible(text: string, limit = 300): string {
  // Cut before escaping, so that a huge text costs no more than its visible part.
  const cut = text.length > limit ? `${text.slice(0, limit / 2)}…${text.slice(text.length - limit / 2)}` : text;
  return cut.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
}

/** For labels that render `$(icon)`: the status bar and quick-picks. */
export function iconSafe(text: string): string {
  return visible(text).replace(iconSyntax, (match) => `\\${match}`);
}

/** For the messages of failures, which may have several lines, where there is only one. */
export function oneLine(text: string, limit = 1000): string {
  return visible(text.replaceAll(/\s*\r?\n\s*/g, ' '), limit);
}

/** For notifications, which render `[text](command:…)` as a link that runs a command. */
export function notificationSafe(text: string): string {
  return oneLine(text).replaceAll('](', '] (');
}

/** A Markdown code span: neither mark-up, nor images, nor bare addresses come alive in it. */
export function codeSpan(text: string): string {
  const shown = visible(text);
  if (shown.trim() === '') {
    return '` `';
  }
  const longestRun = Math.max(0, ...Array.from(shown.matchAll(/`+/g), (run) => run[0].length));
  const fence = '`'.repeat(longestRun + 1);
  return `${fence} ${shown} ${fence}`;
}
