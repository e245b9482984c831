/** Expressions in pseudocode: whole where they are short, else cut so that each call, choice and bracket stays. */
import { mended } from './check.ts';
import type { Notation } from './notation.ts';
import { childCalled, type Part } from './part.ts';
import { plainText, shownString } from './plainText.ts';
import { foldText } from './fold.ts';
import { everyStep, type Step, type Told } from './steps.ts';

/** Characters that an expression gets where its place doesn't say otherwise. */
export const ROOM = 64;
/** The least that a part of a cut expression gets. */
const LEAST = 12;
/** Nesting that is followed; below it only the names of calls are given. */
const DEEPEST = 40;
/** Statements inside of each other that are told apart. */
const DEEPEST_STATEMENT = 200;
/** Longer parts are never made plain as a whole. */
const LONGEST = 2000;
/** Longer functions without name are shown as blocks of their own. */
const CLOSURE = 40;

const LAST_NAME = /[\p{L}_$][\p{L}\p{N}_$-]*(?=[^\p{L}\p{N}_$]*$)/u;
const WORD = /[\p{L}\p{N}_$]/u;
const WORD_BEFORE = /[\p{L}\p{N}_$"]$/u;

/** Writes the expressions of one definition. */
export class Phrasing {
  readonly #text: string;
  readonly notation: Notation;
  /** While a phrase with closures is written: the bodies that it has left out. */
  #closures: Part[] | undefined;
  /** Statements around the one that is written. */
  #depth = 0;

  constructor(text: string, notation: Notation) {
    this.#text = text;
    this.notation = notation;
  }

  /** The steps inside of a statement; of one that is nested too deep only the calls. */
  within(part: Part, inside: () => readonly Step[]): readonly Step[] {
    if (this.#depth >= DEEPEST_STATEMENT) {
      const told = this.told(part);
      return [
        { kind: 'act', role: 'other', text: ['…', ...told.names.map((name) => `${name}(…)`)].join(' '), ...told },
      ];
    }
    this.#depth += 1;
    const steps = inside();
    this.#depth -= 1;
    return steps;
  }

  source(part: Part): string {
    return this.#text.slice(part.start, part.end);
  }

  between(start: number, end: number): string {
    return plainText(this.#text.slice(start, end), this.notation);
  }

  /** Its text, in at most about `room` characters; more when the names of its calls need them. */
  phrase(part: Part, room = ROOM): string {
    return this.#withNames(part, mended(this.#phrase(part, room, 0)).trim(), []);
  }

  /** The same, and the functions without name in it that are too long to stand on its line. */
  phraseWithClosures(part: Part, room = ROOM): { readonly text: string; readonly closures: readonly Part[] } {
    if (!part.isTelling) {
      return { text: this.phrase(part, room), closures: [] };
    }
    const outer = this.#closures;
    const closures: Part[] = [];
    this.#closures = closures;
    const text = mended(this.#phrase(part, room, 0)).trim();
    this.#closures = outer;
    return { text: this.#withNames(part, text, closures), closures };
  }

  /** The calls and choices in it. Bodies of definitions with a name are not looked into. */
  told(part: Part | undefined, except: readonly Part[] = []): Told {
    const names: string[] = [];
    const choices: string[] = [];
    const waiting: Part[] = part === undefined ? [] : [part];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (except.includes(at)) {
        continue;
      }
      const callee = this.#calleeOf(at);
      if (callee !== undefined) {
        names.push(this.nameOf(callee));
      }
      const choice = this.notation.choices[at.type];
      if (choice !== undefined) {
        choices.push(choice);
      }
      choices.push(...this.#structuresIn(at, except));
      if (at.isTelling || at === part) {
        for (let index = at.children.length - 1; index >= 0; index -= 1) {
          const child = at.children[index];
          if (child?.isTelling === true) {
            waiting.push(child);
          }
        }
      }
    }
    return { names: names.filter((name) => name !== ''), choices };
  }

  /** The control structures in the body of a function without name. */
  #structuresIn(part: Part, except: readonly Part[]): string[] {
    const field = this.notation.closures[part.type];
    const body = field === undefined ? undefined : childCalled(part, field);
    const form = body && this.notation.statements[body.type];
    if (body === undefined || form === undefined || except.includes(body)) {
      return [];
    }
    const words: string[] = [];
    for (const step of everyStep(form(body, this))) {
      if (step.kind === 'compound') {
        words.push(...step.arms.map(({ word }) => word).filter((word) => word !== ''));
      }
    }
    return words;
  }

  /** The last name of what is called: `run` of `a.b->run`. */
  nameOf(callee: Part): string {
    return LAST_NAME.exec(plainText(this.#sliced(callee), this.notation))?.[0] ?? '';
  }

  isCall(part: Part): boolean {
    return Object.hasOwn(this.notation.calls, part.type);
  }

  #calleeOf(part: Part): Part | undefined {
    return this.notation.calls[part.type]?.(part);
  }

  #sliced(part: Part): string {
    return part.end - part.start > LONGEST ? this.#text.slice(part.end - LONGEST, part.end) : this.source(part);
  }

  #phrase(part: Part, room: number, depth: number): string {
    if (part.isMissing) {
      return '';
    }
    const length = part.end - part.start;
    if (length <= LONGEST) {
      const whole = this.between(part.start, part.end);
      if (whole.length <= room || this.notation.strings.has(part.type)) {
        return whole;
      }
      if (part.children.length === 0) {
        return cutLeaf(whole, room);
      }
    }
    if (part.children.length === 0) {
      return cutLeaf(this.between(part.start, part.start + LONGEST), room);
    }
    if (depth > DEEPEST) {
      return '…';
    }
    if (this.notation.strings.has(part.type)) {
      return shownString(this.#text.slice(part.start, Math.min(part.end, part.start + LONGEST)));
    }
    return this.#closure(part, length, depth) ?? this.#cut(part, room, depth);
  }

  /** A long function without name: what is before its body, and the body apart or folded. */
  #closure(part: Part, length: number, depth: number): string | undefined {
    const field = this.notation.closures[part.type];
    const body = field === undefined ? undefined : childCalled(part, field);
    const form = this.notation.statements[(body ?? part).type];
    if (form === undefined || (body === undefined && depth === 0)) {
      return undefined;
    }
    const head = body === undefined ? '' : this.between(part.start, body.start);
    if (body !== undefined && length > CLOSURE && this.#closures !== undefined) {
      this.#closures.push(body);
      return `${head} {…}`.trim();
    }
    return `${head} {${foldText(form(body ?? part, this))}}`.trim();
  }

  #cut(part: Part, room: number, depth: number): string {
    const callee = this.#calleeOf(part);
    const isList = part.children.some((child) => child.type === ',');
    let named = part.children.reduce((count, child) => count + (child.isNamed ? 1 : 0), 0);
    let left = room;
    let at = part.start;
    let cut = '';
    for (const child of part.children) {
      const gap = this.#text.slice(at, child.start + 1);
      const isApart = /\s/.test(gap);
      if (gap.includes('\n') && cut !== '' && this.#isEntry(child) && !/[{(,;]$/.test(cut)) {
        cut = `${cut};`;
      }
      at = child.end;
      if (child.isNamed && left <= 0 && !child.isTelling && (isList || child.end - child.start > 20)) {
        named -= 1;
        cut = cut.endsWith('…') || cut.endsWith('…,') ? cut.replace(/,$/, '') : joined(cut, '…', isApart);
        continue;
      }
      if (!child.isNamed && child.type === ',' && cut.endsWith('…,')) {
        continue;
      }
      const length = child.end - child.start;
      const share = Math.max(Math.floor(left / Math.max(named, 1)), LEAST);
      const own = length <= left - (named - 1) * 4 ? Math.max(length, LEAST) : share;
      const piece =
        child === callee && !child.isTelling
          ? this.#shortCallee(child)
          : child.isNamed
            ? this.#phrase(child, own, depth + 1)
            : this.#token(child);
      if (piece === '') {
        continue;
      }
      named -= child.isNamed ? 1 : 0;
      left -= piece.length + 1;
      cut = joined(cut, piece, isApart);
    }
    return cut.replace(/…,(?=[)\]}])/g, '…');
  }

  #token(part: Part): string {
    const token = this.source(part);
    return this.notation.words[token.toLowerCase()] ?? token;
  }

  /** Whether it is on a list whose items are told apart by lines. */
  #isEntry(part: Part): boolean {
    const { entry } = this.notation;
    if (entry === undefined) {
      return false;
    }
    entry.lastIndex = part.start;
    return entry.test(this.#text);
  }

  #shortCallee(callee: Part): string {
    const whole = this.between(callee.start, callee.end);
    return whole.length <= ROOM ? whole : `….${this.nameOf(callee)}`;
  }

  /** What has been cut must not hide a call or a choice: those that the text doesn't show are added. */
  #withNames(part: Part, text: string, closures: readonly Part[]): string {
    if (!part.isTelling) {
      return text;
    }
    const { names, choices } = this.told(part, closures);
    const hidden = [...new Set(names)].filter((name) => !shows(text, name)).map((name) => `${name}(…)`);
    for (const choice of new Set(choices)) {
      const missing = choices.filter((each) => each === choice).length - timesShown(text, choice);
      if (missing > 0) {
        hidden.push(`${missing.toString()} × ${choice}`);
      }
    }
    return hidden.length === 0 ? text : `${text} {${hidden.join(', ')}}`;
  }
}

/** Whether the text has `word` as a word. */
export function shows(text: string, word: string): boolean {
  return timesShown(text, word) > 0;
}

function timesShown(text: string, word: string): number {
  const isWord = WORD.test(word);
  let times = 0;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!isWord || (!WORD.test(text.charAt(at - 1)) && !WORD.test(text.charAt(at + word.length)))) {
      times += 1;
    }
  }
  return times;
}

function joined(before: string, piece: string, isApart: boolean): string {
  const wantsSpace =
    /^[),;\]]/.test(piece) || /[([]$/.test(before) || before === ''
      ? false
      : isApart || before.endsWith(',') || (WORD_BEFORE.test(before) && WORD.test(piece.charAt(0)));
  const isSpaced = before.endsWith(' ') || piece.startsWith(' ');
  return wantsSpace && !isSpaced
    ? `${before} ${piece}`
    : before.endsWith(' ')
      ? before + piece.trimStart()
      : before + piece;
}

/** The start of a text that has no parts, in about `room` characters; a name stays whole. */
function cutLeaf(text: string, room: number): string {
  if (text.length <= room || /^[\p{L}\p{N}_$.:-]{1,60}$/u.test(text)) {
    return text;
  }
  const closing = { '(': ')', '[': ']', '{': '}' }[text.charAt(0)];
  return closing === undefined
    ? `${text.slice(0, Math.max(room, LEAST) - 1).trimEnd()}…`
    : `${text.charAt(0)}…${closing}`;
}
