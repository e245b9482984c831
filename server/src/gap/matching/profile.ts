/** A function as it is compared with others. */
import type { SourceFile, SourceFunction } from '../inventory.ts';
import { fileWords, folderWords, wordsOf } from './words.ts';

export interface Profile {
  readonly fn: SourceFunction;
  readonly file: SourceFile;
  /** Of its own name. */
  readonly own: readonly string[];
  /** Of its classes, its file and the folders around. */
  readonly context: ReadonlySet<string>;
  readonly strings: ReadonlySet<string>;
  readonly numbers: ReadonlySet<string>;
  /** The last parts of the names that it calls. */
  readonly calls: ReadonlySet<string>;
  /** It implements what every type may have, such as `Display`. */
  readonly isUsual: boolean;
  /** It is where a program begins. */
  readonly isEntry: boolean;
}

/** Functions that types have by convention: they have much in common with everything, and are the port of little. */
const usual =
  /^(?:fmt|from|try_from|into|default|eq|ne|cmp|partial_cmp|hash|clone|deref|deref_mut|as_ref|borrow|description|source|cause|to_string|__str__|__repr__|toString)$/;

/** `dropped`: words that nearly all names of the code base begin with. */
export function profilesOf(files: readonly SourceFile[], dropped: ReadonlySet<string>): Profile[] {
  return files.flatMap((file) => {
    const around = [...fileWords(file.path), ...folderWords(file.path)];
    return file.functions.map((fn) => {
      const outer = fn.symbol.slice(0, Math.max(0, fn.symbol.length - fn.name.length));
      const words = wordsOf(fn.name);
      const own = words.length > 1 ? words.filter((word, index) => index > 0 || !dropped.has(word)) : words;
      const { strings, numbers, calls } = fn.fingerprint;
      return {
        ...{ fn, file, own, context: new Set([...wordsOf(outer), ...around].filter((word) => !dropped.has(word))) },
        ...{ strings: new Set(strings), numbers: new Set(numbers), isUsual: usual.test(fn.name) },
        isEntry: entry.test(fn.name),
        calls: new Set(calls.map((call) => call.split(/::|->|[.:\\]/).at(-1) ?? call)),
      };
    });
  });
}

const entry = /^(?:main|uumain|wmain|_?main_?|real_main|run_main)$/i;

/** The words with which more than a fifth of the functions of a language begin: `yr_`, `Get-`. */
export function prefixesOf(files: readonly SourceFile[]): Set<string> {
  const found = new Set<string>();
  const byLanguage = Map.groupBy(files, ({ language }) => language);
  for (const some of byLanguage.values()) {
    const counts = new Map<string, number>();
    let all = 0;
    for (const { functions } of some)
      for (const { name } of functions) {
        const [first, second] = wordsOf(name);
        all += 1;
        if (first !== undefined && second !== undefined) counts.set(first, (counts.get(first) ?? 0) + 1);
      }
    for (const [word, count] of counts) if (count > all / 5 && count > 3) found.add(word);
  }
  return found;
}
