/**
 * Gives symbols codenames: a family, and words of their own.
 *
 * Several that would have the same are told apart by more words, and whose turn it is doesn't depend on who came first: by
 * what they are, by their variant, their file, their folders, their parameters, what they call. Only those that all of
 * this has not told apart are numbered.
 */
import type { SymbolRow } from '../content.ts';
import type { Families } from './families.ts';
import { joinWords, splitWords } from './words.ts';

/** What of a symbol its codename is made from. */
export interface Nameable extends Pick<SymbolRow, 'kind' | 'name' | 'qualifiedName' | 'signature' | 'uses'> {
  /** Relative to the root, with `/`. */
  readonly file: string;
  readonly variant: string | null;
}

export interface CodenameRules {
  readonly families: Families;
  /** Words in lower case that are left out where they begin a name. */
  readonly prefixes: ReadonlySet<string>;
}

/** Longer ones are cut at a word; what tells them apart may be lost by that, and then they are numbered. */
const longest = 100;

/**
 * Codenames for `fresh`, in their order: different from each other and from `taken`, whatever the case of letters.
 */
export function chooseCodenames(
  fresh: readonly Nameable[],
  taken: ReadonlySet<string>,
  { families, prefixes }: CodenameRules,
): string[] {
  const used = new Set([...taken].map((name) => name.toLowerCase()));
  const chosen = new Array<string>(fresh.length).fill('');
  const family = fresh.map((symbol) => families.familyOf(symbol));
  let waiting = [...fresh.keys()];
  for (const wordsOf of levels) {
    if (waiting.length === 0) break;
    const groups = new Map<string, { name: string; indexes: number[] }>();
    for (const index of waiting) {
      const symbol = fresh[index];
      if (!symbol) continue;
      const name = `${family[index]}-${shortened(wordsOf(symbol, prefixes)) || 'Unnamed'}`;
      const group = groups.get(name.toLowerCase());
      if (group) group.indexes.push(index);
      else groups.set(name.toLowerCase(), { name, indexes: [index] });
    }
    waiting = [];
    for (const [key, { name, indexes }] of groups) {
      const [index] = indexes;
      if (index !== undefined && indexes.length === 1 && !used.has(key)) {
        chosen[index] = name;
        used.add(key);
      } else for (const each of indexes) waiting.push(each);
    }
    // So that those of one file follow each other.
    waiting.sort((a, b) => a - b);
  }
  numberThe(waiting, chosen, used, (index) => {
    const symbol = fresh[index];
    return `${family[index]}-${(symbol && shortened([...stemWords(symbol), ...ownWords(symbol, prefixes)])) ?? ''}`;
  });
  return chosen;
}

type Level = (symbol: Nameable, prefixes: ReadonlySet<string>) => string[];

const levels: readonly Level[] = [
  shortWords,
  ownWords,
  (symbol, prefixes) => [...ownWords(symbol, prefixes), ...kindWords(symbol)],
  (symbol, prefixes) => [...ownWords(symbol, prefixes), ...variantWords(symbol)],
  (symbol, prefixes) => [...stemWords(symbol), ...ownWords(symbol, prefixes)],
  (symbol, prefixes) => [...stemWords(symbol), ...ownWords(symbol, prefixes), ...kindWords(symbol)],
  (symbol, prefixes) => [...folderWords(symbol, 1), ...stemWords(symbol), ...ownWords(symbol, prefixes)],
  (symbol, prefixes) => [...stemWords(symbol), ...endingWords(symbol), ...ownWords(symbol, prefixes)],
  (symbol, prefixes) => [...scopeWords(symbol, 9), ...ownWords(symbol, prefixes)],
  (symbol, prefixes) => [...ownWords(symbol, prefixes), ...parameterWords(symbol)],
  (symbol, prefixes) => [...stemWords(symbol), ...ownWords(symbol, prefixes), ...variantWords(symbol)],
  (symbol, prefixes) => [...stemWords(symbol), ...ownWords(symbol, prefixes), ...callWords(symbol)],
  (symbol, prefixes) => [
    ...folderWords(symbol, 9),
    ...stemWords(symbol),
    ...endingWords(symbol),
    ...scopeWords(symbol, 9),
    ...ownWords(symbol, prefixes),
    ...kindWords(symbol),
    ...variantWords(symbol),
    ...parameterWords(symbol),
    ...callWords(symbol),
  ],
];

/** Without what the name of the file says already, if two words or more are left. */
function shortWords(symbol: Nameable, prefixes: ReadonlySet<string>): string[] {
  const words = ownWords(symbol, prefixes);
  if (isFile(symbol)) return words;
  const stem = stemWords(symbol).map((word) => word.toLowerCase());
  let skipped = 0;
  while (skipped < stem.length && words[skipped]?.toLowerCase() === stem[skipped]) skipped += 1;
  return skipped > 0 && words.length - skipped >= 2 ? words.slice(skipped) : words;
}

/** Its own name, with that of the class or module around it. */
function ownWords(symbol: Nameable, prefixes: ReadonlySet<string>): string[] {
  if (isFile(symbol)) return [...stemWords(symbol), ...fileWords(symbol)];
  const words = splitWords(symbol.name);
  const bare = words.length > 1 && prefixes.has(words[0]?.toLowerCase() ?? '') ? words.slice(1) : words;
  const named = symbol.kind === 'cli' ? [...bare, 'Command'] : bare;
  return [...scopeWords(symbol, 1), ...named];
}

/** Of the innermost `depth` scopes around it. */
function scopeWords({ name, qualifiedName }: Nameable, depth: number): string[] {
  if (!qualifiedName.endsWith(name) || qualifiedName === name) return [];
  const scopes = qualifiedName.slice(0, -name.length).split(/::|\./).filter(Boolean);
  return scopes.slice(-depth).flatMap(splitWords);
}

const kindNames: Readonly<Partial<Record<Nameable['kind'], string>>> = {
  function: 'Function',
  method: 'Method',
  class: 'Class',
  struct: 'Struct',
  union: 'Union',
  enum: 'Enum',
  macro: 'Macro',
  rule: 'Rule',
};

function kindWords({ kind }: Nameable): string[] {
  return [kindNames[kind] ?? 'File'];
}

/** `!defined(_WIN32)` → Not, Win32; `!(a || b)`, which stands behind an `#else`, → Else, A, B. */
function variantWords({ variant }: Nameable): string[] {
  if (variant === null) return [];
  if (variant.startsWith('!(')) return ['Else', ...splitWords(variant.replace(/\bdefined\b/g, ''))];
  return splitWords(variant.replaceAll('!', ' not ').replace(/\bdefined\b/g, ''));
}

function stemWords({ file }: Nameable): string[] {
  return splitWords(baseOf(file).replace(/\.[^.]*$/, ''));
}

function endingWords({ file }: Nameable): string[] {
  return splitWords(/\.([^.]*)$/.exec(baseOf(file))?.[1] ?? '');
}

/** Of the innermost `depth` folders. */
function folderWords({ file }: Nameable, depth: number): string[] {
  return file.split('/').slice(0, -1).slice(-depth).flatMap(splitWords);
}

/** Without the name: types and names of parameters, and what is returned. */
function parameterWords({ signature, name }: Nameable): string[] {
  const from = signature.indexOf('(', Math.max(0, signature.indexOf(name)));
  return from < 0 ? [] : splitWords(signature.slice(from));
}

function callWords({ uses }: Nameable): string[] {
  return uses
    .filter(([kind]) => kind === 'call')
    .slice(0, 3)
    .flatMap(([, name]) => splitWords(name));
}

/** What kind of file it is, as its symbols are named after it too. */
function fileWords(symbol: Nameable): string[] {
  const [ending = ''] = endingWords(symbol).map((word) => word.toLowerCase());
  if (/^(?:h|hh|hpp|hxx)$/.test(ending)) return ['Header'];
  if (/^(?:yara?|yr)$/.test(ending)) return ['Rules'];
  return [symbol.kind === 'script' ? 'Script' : 'Module'];
}

function isFile({ kind }: Nameable): boolean {
  return kind === 'module' || kind === 'script';
}

function baseOf(file: string): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

function shortened(words: readonly string[]): string {
  const some = [...words];
  while (some.length > 1 && joinWords(some).length > longest) some.pop();
  return joinWords(some).slice(0, longest);
}

/** The first is told from the others by having none; with a hyphen before the number, which no word has. */
function numberThe(
  indexes: readonly number[],
  chosen: string[],
  used: Set<string>,
  nameOf: (index: number) => string,
): void {
  const last = new Map<string, number>();
  for (const index of indexes) {
    const name = nameOf(index);
    let number = last.get(name) ?? 0;
    let numbered: string;
    do {
      number += 1;
      numbered = number === 1 ? name : `${name}-${number}`;
    } while (used.has(numbered.toLowerCase()));
    last.set(name, number);
    chosen[index] = numbered;
    used.add(numbered.toLowerCase());
  }
}
