/** What can be told from the text of rules before they are compiled: their identity, and which variables they read. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ScanRequest } from '../protocol/scan.ts';

type FileVariable = NonNullable<ScanRequest['fileVariables']>[number];

const readAtOnce = 32;

/** As the lexer reads it, wherever it stands. */
const includeDirective = /\binclude[ \t]+"([^"]+)"/g;
/** With what can stand between the words, and a name that is written with escapes. */
const timeImport = /\bimport(?:\s|\/\*[^*]*(?:\*(?!\/)[^*]*)*\*\/|\/\/[^\n]*\n)*"(?:time"|[^"\n]*\\)/;

export interface RuleTexts {
  /** SHA-256 over namespaces, texts and the texts of includes, in hexadecimal; where the files lie does not matter. */
  readonly hash: string;
  /** Those of the asked-for names that a rule may refer to. */
  readonly variables: readonly FileVariable[];
  /** SHA-256 of each source without its includes; empty for one that can't be read. */
  readonly sources: readonly string[];
  /** Whether the same file may give another result at another time, as with the module `time`. */
  readonly timeDependent: boolean;
}

/**
 * Reads the rule files of a request and what they include.
 *
 * Text in comments counts as well: a name too many costs a little time, one too few a rule that does not compile. What
 * can't be read is left out here, since the compiler is going to say so.
 */
export async function readRuleTexts(
  { rules, includeDirectories }: Pick<ScanRequest, 'rules' | 'includeDirectories'>,
  names: readonly FileVariable[],
): Promise<RuleTexts> {
  const hash = createHash('sha256');
  const reader = new Reader(includeDirectories, names);
  const sources: string[] = [];
  await reader.readAhead(rules.map(({ path }) => path));
  for (const { path, namespace } of rules) {
    const digests = await reader.read(path);
    sources.push(digests[0] ?? '');
    hash.update(JSON.stringify([namespace ?? null, digests]));
  }
  const { used, declared, timeDependent } = reader;
  // A rule of that name would clash with the variable.
  return {
    hash: hash.digest('hex'),
    variables: names.filter((name) => used.has(name) && !declared.has(name)),
    sources,
    timeDependent,
  };
}

class Reader {
  readonly used = new Set<string>();
  readonly declared = new Set<string>();
  timeDependent = false;
  readonly #includeDirectories: readonly string[];
  readonly #word: RegExp | undefined;
  readonly #known = new Map<string, { readonly digest: string; readonly includes: readonly string[] }>();

  constructor(includeDirectories: readonly string[], names: readonly string[]) {
    this.#includeDirectories = includeDirectories;
    this.#word = names.length > 0 ? new RegExp(`\\b(rule\\s+)?(${names.join('|')})\\b`, 'g') : undefined;
  }

  /** Reads files that will be asked for, many at once: one after the other, a folder of rules takes half a second. */
  async readAhead(paths: readonly string[]): Promise<void> {
    for (let index = 0; index < paths.length; index += readAtOnce) {
      await Promise.all(paths.slice(index, index + readAtOnce).map((path) => this.#load(path)));
    }
  }

  /** Hashes of a file and of all that it includes, each file once, in the order of the text. */
  async read(root: string): Promise<string[]> {
    const digests: string[] = [];
    const seen = new Set<string>();
    const visit = async (path: string): Promise<boolean> => {
      if (seen.has(path)) return true;
      const file = this.#known.get(path) ?? (await this.#load(path));
      if (!file) return false;
      seen.add(path);
      digests.push(file.digest);
      for (const include of file.includes) {
        for (const candidate of this.#candidates(path, include)) if (await visit(candidate)) break;
      }
      return true;
    };
    await visit(root);
    return digests;
  }

  /** Where an include may be, as the compiler looks for it. */
  *#candidates(from: string, include: string): Iterable<string> {
    const spellings = include.includes('\\') ? [include, include.replaceAll('\\', '/')] : [include];
    for (const spelling of spellings) {
      for (const folder of [dirname(from), ...this.#includeDirectories]) yield resolve(folder, spelling);
    }
  }

  async #load(path: string) {
    const bytes = await bytesOf(path);
    if (!bytes) return undefined;
    const text = bytes.toString('latin1');
    const includes = [...text.matchAll(includeDirective)].map(([, name = '']) =>
      Buffer.from(name, 'latin1').toString(),
    );
    if (text.includes('import') && timeImport.test(text)) this.timeDependent = true;
    const file = { digest: createHash('sha256').update(bytes).digest('hex'), includes };
    this.#known.set(path, file);
    if (this.#word) {
      for (const [, rule, name = ''] of text.matchAll(this.#word))
        (rule === undefined ? this.used : this.declared).add(name);
    }
    return file;
  }
}

/** With a callback: see walk.ts. */
async function bytesOf(path: string): Promise<Buffer | undefined> {
  return new Promise((resolve) => readFile(path, (error, bytes) => resolve(error ? undefined : bytes)));
}
