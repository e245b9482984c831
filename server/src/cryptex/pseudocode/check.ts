/** Whether pseudocode is whole: brackets and quotes in pairs, and every block closed. */

/** A word that goes on with the block above it, on the same indentation. */
const GOES_ON = /^(?:else|case|catch|finally|and)\b|^#else\b|^#elif\b/;
const SWITCH = /^(?:.* )?switch\b/;
const BRACKETS = /["()[\]{}]/;
/** One character in quotes, as C and Rust write it: it may be a bracket or a quote. */
const CHARACTER = /'(?:[^'\\]|\\.{1,5})'/y;

/**
 * Whether `text` is balanced pseudocode: brackets and quotes are in pairs on each line; a line that ends in `:` opens a
 * block, whose lines are indented by two more; it is closed by `end`, or by a way of the same statement that needs only
 * its line.
 */
export function isBalanced(text: string): boolean {
  const open: { indent: number; isSwitch: boolean }[] = [];
  for (const line of text === '' ? [] : text.split('\n')) {
    const content = line.trimStart();
    const indent = line.length - content.length;
    if (content === '' || !hasPairs(content)) {
      return false;
    }
    const last = open.at(-1);
    const isInside = indent === (last === undefined ? 0 : last.indent + 2);
    const isOpening = content.endsWith(':');
    if (indent === last?.indent && content === 'end') {
      open.pop();
    } else if (indent === last?.indent && GOES_ON.test(content)) {
      if (!isOpening && !last.isSwitch) {
        open.pop();
      }
    } else if (!isInside || content === 'end') {
      return false;
    } else if (isOpening) {
      open.push({ indent, isSwitch: SWITCH.test(content) });
    }
  }
  return open.length === 0;
}

/** Whether brackets and quotes of a line are in pairs; those inside of strings don't count. */
export function hasPairs(line: string): boolean {
  return unpaired(line).length === 0;
}

/** The text without those brackets and quotes that have no other half. */
export function mended(text: string): string {
  const stray = unpaired(text);
  if (stray.length === 0) {
    return text;
  }
  const dropped = new Set(stray);
  let kept = '';
  for (let at = 0; at < text.length; at += 1) {
    kept += dropped.has(at) ? '' : text.charAt(at);
  }
  return kept;
}

const NONE: readonly number[] = [];

/** Places of brackets and quotes without another half. It runs for each phrase, so most texts cost one pass only. */
function unpaired(text: string): readonly number[] {
  if (!BRACKETS.test(text)) {
    return NONE;
  }
  const open: { closing: string; at: number }[] = [];
  const stray: number[] = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22: {
        const end = text.indexOf('"', at + 1);
        if (end < 0) {
          stray.push(at);
        } else {
          at = end;
        }
        break;
      }
      case 0x27:
        CHARACTER.lastIndex = at;
        at += CHARACTER.exec(text)?.[0].length ?? 1;
        at -= 1;
        break;
      case 0x28:
        open.push({ closing: ')', at });
        break;
      case 0x5b:
        open.push({ closing: ']', at });
        break;
      case 0x7b:
        open.push({ closing: '}', at });
        break;
      case 0x29:
      case 0x5d:
      case 0x7d:
        close(open, stray, text.charAt(at), at);
        break;
      default:
    }
  }
  return open.length === 0 ? stray : [...stray, ...open.map((each) => each.at)];
}

/** Closes the nearest bracket of its kind; those that were opened behind it have no other half. */
function close(
  open: { readonly closing: string; readonly at: number }[],
  stray: number[],
  bracket: string,
  at: number,
): void {
  const index = open.findLastIndex(({ closing }) => closing === bracket);
  if (index < 0) {
    stray.push(at);
    return;
  }
  stray.push(...open.slice(index + 1).map((each) => each.at));
  open.length = index;
}
