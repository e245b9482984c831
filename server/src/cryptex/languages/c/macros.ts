/** Macros that stand where the grammar has no place for them. */
import type { Draft } from './draft.ts';
import {
  isCapital,
  isKeyword,
  isWord,
  modifiers,
  primitives,
  statementWords,
  typeKeys,
  type Tokens,
} from './tokens.ts';

/** Macros between a type and a name. */
const conventions =
  /^(WINAPI|APIENTRY|CALLBACK|PASCAL|STDCALL|CDECL|FASTCALL)$|^_*[A-Z0-9_]*(CALL|CALLCONV|CDECL|STDCALL)$/;

/** What a macro that is the head of a function is put as. */
const wholeHead = 'int f()';

export function clearMacros(tokens: Tokens, text: string, draft: Draft): void {
  new Macros(tokens, text, draft).clear();
}

class Macros {
  readonly #tokens: Tokens;
  readonly #texts: readonly string[];
  readonly #text: string;
  readonly #draft: Draft;

  constructor(tokens: Tokens, text: string, draft: Draft) {
    this.#tokens = tokens;
    this.#texts = tokens.texts;
    this.#text = text;
    this.#draft = draft;
  }

  clear(): void {
    let begins = true;
    for (let at = 0; at < this.#texts.length; at += 1) {
      const text = this.#texts[at] ?? '';
      if (begins && isWord(text)) {
        const next = this.#statement(at);
        if (next !== undefined) {
          at = next - 1;
          begins = true;
          continue;
        }
      }
      begins = text === ';' || text === '{' || text === '}' || text === 'else' || text === 'do' || this.#endsHead(at);
      if (typeKeys.has(text)) this.#tag(at);
      else if (text === '(') this.#arguments(at);
    }
  }

  /** The colon behind a label or a word of access, the parenthesis behind a condition, the bracket of a template. */
  #endsHead(at: number): boolean {
    const text = this.#texts[at];
    if (text === ':') return true;
    if (text === ')') return /^(if|while|for|switch)$/.test(this.#texts[(this.#tokens.partners[at] ?? 0) - 1] ?? '');
    return text === '>' && this.#isTemplate(at);
  }

  #isTemplate(at: number): boolean {
    for (let from = at; from > Math.max(0, at - 60) && !/^[;{}]$/.test(this.#texts[from] ?? ''); from -= 1)
      if (this.#texts[from] === 'template') return true;
    return false;
  }

  /** Answers where to go on as at the beginning of a statement; undefined where there is nothing to do but to go on. */
  #statement(at: number): number | undefined {
    const text = this.#texts[at] ?? '';
    const next = this.#texts[at + 1];
    if (isKeyword(text)) {
      if (modifiers.has(text) || primitives.has(text)) this.#declaration(at);
      return undefined;
    }
    if (next === '(') return this.#call(at);
    if (/^_*(begin|end)_\w+$/i.test(text) && isWord(next) && this.#isLater(at, at + 1)) return this.#blank(at, at + 1);
    if (isCapital(text) && (next === '}' || (next !== undefined && statementWords.has(next) && next !== 'else')))
      return this.#blank(at, at + 1);
    // A block that a macro stands before: `DEFER { … };`
    if (isCapital(text) && next === '{' && this.#isCode(this.#tokens.around[at] ?? -1)) return this.#blank(at, at + 1);
    if (isCapital(text) && next === '{' && this.#tokens.around[at] === -1) this.#head(at);
    // `EXPORT std::string name(`
    if (isCapital(text) && isWord(next) && /^(::|<)$/.test(this.#texts[at + 2] ?? '')) return this.#blank(at, at + 1);
    this.#declaration(at);
    return undefined;
  }

  /** `YY_DECL {`: the macro is all that is before the body of a function. */
  #head(at: number): void {
    const text = this.#texts[at] ?? '';
    const start = this.#tokens.starts[at] ?? 0;
    if (text.length < wholeHead.length) return;
    this.#blank(at, at + 1);
    for (let index = 0; index < wholeHead.length; index += 1) this.#draft.put(start + index, wholeHead.charAt(index));
  }

  /** A call of a macro that brings its own semicolon, or that stands before a declaration. */
  #call(at: number): number | undefined {
    const { partners, around } = this.#tokens;
    const close = partners[at + 1] ?? -1;
    const next = this.#texts[close + 1];
    if (close === -1 || next === undefined) return undefined;
    const open = around[at] ?? -1;
    const isMacro = isCapital(this.#texts[at]) || open !== -1 || /^(begin|end)_/.test(this.#texts[at] ?? '');
    if (!isMacro || !this.#isBlock(open)) return undefined;
    if (next === ';' && this.#isRecord(open)) return this.#field(at, close);
    if (next === '{' && this.#isCode(open)) {
      // A loop that a macro makes: a call, and a block behind it.
      this.#end(close, close + 1);
      return undefined;
    }
    if (!(isWord(next) || next === '}')) return undefined;
    if (this.#isLater(close, close + 1)) {
      if (!this.#end(close, close + 1) && next !== '}') return this.#blank(at, close + 1);
      return undefined;
    }
    if (next === '}' || !isCapital(this.#texts[at])) return undefined;
    return this.#blank(at, close + 1);
  }

  /** Puts a semicolon behind the token; answers whether there is room for one before the next. */
  #end(at: number, next: number): boolean {
    const from = (this.#tokens.starts[at] ?? 0) + 1;
    const between = this.#text.slice(from, this.#tokens.starts[next]);
    const [space = ''] = /^\s*/.exec(between) ?? [];
    const room = space.search(/[ \t]/);
    if (room !== -1) {
      this.#draft.put(from + room, ';');
      return true;
    }
    // Behind a comment or a directive: right before the next token.
    const isRoom = /[ \t]$/.test(between) && space.length < between.length;
    if (isRoom) this.#draft.put(from + between.length - 1, ';');
    return isRoom;
  }

  /** `REFERENCE(type*, name);` in a struct reads as a field; what is not of this form is none. */
  #field(at: number, close: number): number {
    const comma = this.#texts.indexOf(',', at + 2);
    if (isWord(this.#texts[at + 2]) && comma === close - 2 && isWord(this.#texts[close - 1])) {
      this.#blank(at, at + 2);
      this.#blank(comma, comma + 1);
      this.#blank(close, close + 1);
    } else {
      this.#blank(at, close + 1);
    }
    return close + 1;
  }

  /** What macros take as arguments and functions don't: statements, types. */
  #arguments(open: number): void {
    const { partners, around } = this.#tokens;
    const close = partners[open] ?? -1;
    const called = this.#texts[open - 1] ?? '';
    if (close === -1 || !isWord(called) || isKeyword(called)) return;
    if (!this.#isCode(around[open - 1] ?? -1) && !this.#isDeclaring(open, close)) return;
    if (called === 'offsetof' && this.#texts.slice(open, close).some((text) => text === '.' || text === '['))
      this.#draft.put(this.#tokens.starts[open - 1] ?? 0, '_');
    let from = open + 1;
    for (let at = from; at <= close; at += 1) {
      const text = this.#texts[at];
      if (around[at] !== open && at !== close) continue;
      if (text === ';') {
        const start = this.#tokens.starts[at] ?? 0;
        this.#draft.put(start, at === close - 1 ? ' ' : ',');
      }
      if (text !== ',' && text !== ';' && at !== close) continue;
      this.#typeArgument(from, at);
      from = at + 1;
    }
  }

  /** `DEFINE_HASH(unsigned int);`: a statement of its own. */
  #isDeclaring(open: number, close: number): boolean {
    const before = this.#texts[open - 2];
    return (
      isCapital(this.#texts[open - 1]) &&
      this.#texts[close + 1] === ';' &&
      (before === undefined || /^[;{})]$/.test(before))
    );
  }

  /** `const char*` as an argument: reads as a name. */
  #typeArgument(from: number, to: number): void {
    let end = to;
    while (end > from && this.#texts[end - 1] === '*') end -= 1;
    const given = this.#texts.slice(from, end);
    const isType = given.length > 0 && given.every((text) => isWord(text) && (!isKeyword(text) || isTypeWord(text)));
    if (!isType || (end === to && !given.some(isTypeWord))) return;
    this.#blank(from, end - 1);
    this.#blank(end, to);
    this.#draft.put(this.#tokens.starts[end - 1] ?? 0, '_');
  }

  /** Inside of a function. */
  #isCode(open: number): boolean {
    for (let at = open; at !== -1; at = this.#tokens.around[at] ?? -1) {
      if (this.#texts[at] !== '{') continue;
      const before = this.#texts[at - 1] ?? '';
      if (/^(\)|else|do|const|noexcept|override|try)$/.test(before)) return true;
    }
    return false;
  }

  /** Directly inside of a struct or union. */
  #isRecord(open: number): boolean {
    return (
      this.#texts[open] === '{' && [open - 1, open - 2].some((at) => /^(struct|union)$/.test(this.#texts[at] ?? ''))
    );
  }

  /** Words before a name: of more than one type all but one are macros. Macros behind the parameters too. */
  #declaration(at: number): void {
    const names: number[] = [];
    let hasType = false;
    let end = at;
    let pointer = -1;
    for (; end < this.#texts.length; end += 1) {
      const text = this.#texts[end] ?? '';
      if (text === '*' || text === '&') pointer = end;
      else if (primitives.has(text)) hasType = true;
      else if (typeKeys.has(text)) {
        hasType = true;
        end += 1;
      } else if (!isWord(text)) break;
      else if (!isKeyword(text)) names.push(end);
      else if (!modifiers.has(text)) return;
    }
    const stop = this.#texts[end] ?? '';
    if (!/^[(;=[,:]$/.test(stop)) return;
    const name = names.pop();
    if (name === undefined || name !== end - 1) return;
    const kept = hasType ? undefined : this.#typeAmong(names, pointer);
    for (const each of names) if (each !== kept) this.#blank(each, each + 1);
    if (stop === '(') this.#afterParameters(end);
  }

  #typeAmong(names: readonly number[], pointer: number): number | undefined {
    const types = names.filter((each) => !conventions.test(this.#texts[each] ?? ''));
    // What a star follows is the type; otherwise the last one is.
    return types.findLast((each) => pointer === -1 || each < pointer) ?? types.at(-1) ?? names.at(-1);
  }

  /** `int f(void) NOTHROW {` */
  #afterParameters(open: number): void {
    let close = this.#tokens.partners[open] ?? -1;
    // Of a function that returns a pointer to a function.
    if (this.#texts[close + 1] === '(') close = this.#tokens.partners[close + 1] ?? -1;
    if (close === -1 || !isCapital(this.#texts[close + 1])) return;
    const isCalled = this.#texts[close + 2] === '(';
    const last = isCalled ? (this.#tokens.partners[close + 2] ?? -1) : close + 1;
    if (last !== -1 && /^[;{]$/.test(this.#texts[last + 1] ?? '')) this.#blank(close + 1, last + 1);
  }

  /** `class EXPORT Name {`, `struct ALIGNED(8) name {` */
  #tag(at: number): void {
    if (!isCapital(this.#texts[at + 1])) return;
    const isCalled = this.#texts[at + 2] === '(';
    const last = isCalled ? (this.#tokens.partners[at + 2] ?? -1) : at + 1;
    const next = this.#texts[last + 1];
    if (last === -1 || !isWord(next) || isKeyword(next ?? '')) return;
    if (/^[:{]$|^final$/.test(this.#texts[last + 2] ?? '')) this.#blank(at + 1, last + 1);
  }

  #isLater(at: number, next: number): boolean {
    return this.#text.slice(this.#tokens.starts[at], this.#tokens.starts[next]).includes('\n');
  }

  /** Not the braces of an initializer or an `enum`, nor parentheses. */
  #isBlock(open: number): boolean {
    if (open === -1) return true;
    if (this.#texts[open] !== '{') return false;
    return !/^[=,{(\]]$|^enum$/.test(this.#texts[open - 1] ?? '') && this.#texts[open - 2] !== 'enum';
  }

  /** Makes the tokens from `from` to before `to` spaces, and answers `to`. */
  #blank(from: number, to: number): number {
    const last = to - 1;
    if (last < from) return to;
    this.#draft.blank(
      this.#tokens.starts[from] ?? 0,
      (this.#tokens.starts[last] ?? 0) + (this.#texts[last]?.length ?? 0),
    );
    return to;
  }
}

function isTypeWord(text: string): boolean {
  return primitives.has(text) || modifiers.has(text) || typeKeys.has(text);
}
