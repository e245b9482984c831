/** Which family a symbol's codename is in. */
import picomatch from 'picomatch';
import * as v from 'valibot';
import { EntryKind, SourceLanguage } from '../../protocol/cryptex.ts';
import { lowerWords } from './words.ts';

const list = <T extends v.GenericSchema>(item: T) => v.optional(v.pipe(v.array(item), v.minLength(1)));

/** All conditions that are there must hold, of each list one. */
export const FamilyRule = v.strictObject({
  family: v.pipe(v.string(), v.regex(/^[\p{L}\p{N}]{1,40}$/u, 'A family is a word of letters and digits.')),
  /** Globs for the path relative to the root. */
  path: list(v.string()),
  /** Words of the path: `mem_pool/fileMap.c` has mem, pool, file, map. */
  pathWords: list(v.string()),
  kind: list(EntryKind),
  language: list(SourceLanguage),
  /** Globs for the symbol's name. */
  name: list(v.string()),
  nameWords: list(v.string()),
});
export type FamilyRule = v.InferOutput<typeof FamilyRule>;

interface Symbol {
  readonly file: string;
  readonly kind: EntryKind;
  readonly name: string;
}

interface SymbolWords extends Symbol {
  /** Of the name, in lower case. */
  readonly words: readonly string[];
}

export class Families {
  readonly #rules: readonly (readonly [family: string, fits: (symbol: SymbolWords) => boolean])[];
  readonly #fallback: string;

  /** The first rule that fits decides. `languageOf` says what the symbols of a file are written in. */
  constructor(
    rules: readonly FamilyRule[],
    fallback: string,
    languageOf: (file: string) => SourceLanguage | undefined,
  ) {
    this.#fallback = fallback;
    this.#rules = rules.map((rule) => [rule.family, matcher(rule, languageOf)]);
  }

  familyOf({ file, kind, name }: Symbol): string {
    const symbol = { file, kind, name, words: lowerWords(name) };
    return this.#rules.find(([, fits]) => fits(symbol))?.[0] ?? this.#fallback;
  }
}

/** Paths are looked at once, however many symbols they have. */
function matcher(
  { path, pathWords, kind, language, name, nameWords }: FamilyRule,
  languageOf: (file: string) => SourceLanguage | undefined,
): (symbol: SymbolWords) => boolean {
  const paths = path && picomatch(path, { nocase: true, dot: true });
  const words = pathWords && new Set(pathWords.map((word) => word.toLowerCase()));
  const names = name && picomatch(name, { nocase: true, dot: true });
  const ofName = nameWords && new Set(nameWords.map((word) => word.toLowerCase()));
  const files = new Map<string, boolean>();
  const fitsFile = (file: string): boolean => {
    let fits = files.get(file);
    if (fits === undefined) {
      fits = (!paths || paths(file)) && (!words || lowerWords(file).some((word) => words.has(word)));
      files.set(file, fits);
    }
    return fits;
  };
  return (symbol) =>
    (!kind || kind.includes(symbol.kind)) &&
    (!language || language.some((one) => one === languageOf(symbol.file))) &&
    fitsFile(symbol.file) &&
    (!names || names(symbol.name)) &&
    (!ofName || symbol.words.some((word) => ofName.has(word)));
}
