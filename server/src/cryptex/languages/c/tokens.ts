/** Tokens of C and C++ without comments, literals and directives. */

export interface Tokens {
  readonly texts: readonly string[];
  readonly starts: readonly number[];
  /** Of an opening bracket the token that closes it, of a closing one the token that opens it; -1 where there is none. */
  readonly partners: Int32Array;
  /** The innermost opening bracket around a token; -1 outside of all. */
  readonly around: Int32Array;
}

const opening: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{' };

export function tokensOf(code: string): Tokens {
  const texts: string[] = [];
  const starts: number[] = [];
  for (const { 0: text, index } of code.matchAll(/[A-Za-z_$\u0080-\uffff][\w$\u0080-\uffff]*|\d[\w.']*|::|[^\s\w]/g)) {
    texts.push(text);
    starts.push(index);
  }
  const partners = new Int32Array(texts.length).fill(-1);
  const around = new Int32Array(texts.length).fill(-1);
  const open: number[] = [];
  texts.forEach((text, at) => {
    const opens = opening[text];
    if (opens !== undefined) {
      // A closing brace also closes parentheses that were left open inside.
      const from = open.findLastIndex((each) => texts[each] === opens || (opens !== '{' && texts[each] === '{'));
      if (from !== -1 && texts[open[from] ?? -1] === opens) {
        const partner = open[from] ?? -1;
        partners[at] = partner;
        partners[partner] = at;
        open.length = from;
      }
    }
    around[at] = open.at(-1) ?? -1;
    if (text === '(' || text === '[' || text === '{') open.push(at);
  });
  return { texts, starts, partners, around };
}

/** The last token that starts before `index`; -1 where there is none. */
export function tokenBefore({ starts }: Tokens, index: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) < index) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function isWord(text: string | undefined): boolean {
  return text !== undefined && /^[A-Za-z_$\u0080-\uffff]/.test(text);
}

/** As macros are named by convention. */
export function isCapital(text: string | undefined): boolean {
  return text !== undefined && /^_*[A-Z][A-Z0-9_]+$/.test(text);
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** Words that begin or part statements. */
export const statementWords = words(
  'if else for while do switch case default return goto break continue try catch throw typedef using namespace template ' +
    'public private protected class struct union enum extern static_assert _Static_assert asm friend',
);
/** Words of a declaration that are neither a type nor a name. */
export const modifiers = words(
  'static extern inline const volatile register restrict auto __inline __inline__ __forceinline __const __volatile__ ' +
    '__restrict __extension__ _Noreturn thread_local _Thread_local constexpr consteval constinit virtual explicit friend ' +
    'mutable typename __cdecl __stdcall __fastcall __thiscall __vectorcall __clrcall',
);
export const primitives = words(
  'void char short int long float double signed unsigned bool _Bool size_t ssize_t ptrdiff_t intptr_t uintptr_t wchar_t ' +
    'int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t char8_t char16_t char32_t __int64 __int128 off_t va_list',
);
export const typeKeys = words('struct union enum class');
const others = words(
  'sizeof alignof _Alignof decltype new delete operator this co_await co_return co_yield noexcept static_cast ' +
    'dynamic_cast const_cast reinterpret_cast __attribute__ __declspec __asm__ __asm _Generic defined alignas _Alignas ' +
    'override final requires concept typeof __typeof__ and or not',
);

/** A word of the language, so none that a program gives. */
export function isKeyword(text: string): boolean {
  return (
    statementWords.has(text) || modifiers.has(text) || primitives.has(text) || typeKeys.has(text) || others.has(text)
  );
}
