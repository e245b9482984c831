/** Which files of the target belong to which legacy ones: by their names, and by functions that agree. */
import type { SourceFile } from '../inventory.ts';
import type { Rarity } from './rarity.ts';
import { fileWords, folderWords, isCommon } from './words.ts';

export interface FilePair {
  readonly legacy: string;
  readonly target: string;
  /** From 0 to 1. */
  readonly affinity: number;
  readonly reason: string;
}

/** What is left out of account. */
const least = 0.2;

/** From 0 to 1: the names of two files, where the target may stand in folders of that name. */
export function nameAffinity(legacy: string, target: string, rarity: Rarity): number {
  const here = fileWords(legacy);
  const there = fileWords(target);
  const around = new Set(folderWords(target));
  const weigh = (words: readonly string[]): number =>
    words.reduce((sum, word) => sum + rarity.of(word) * (isCommon(word) ? 0.6 : 1), 0);
  const all = weigh(here);
  if (all === 0) return 0;
  const shared = here.filter((word) => there.includes(word));
  const inFolders = here.filter((word) => !there.includes(word) && around.has(word));
  const agreement = (weigh(shared) + 0.8 * weigh(inFolders)) / all;
  const beyond = there.filter((word) => !here.includes(word) && !around.has(word));
  const surplus = weigh(beyond) / (weigh(there) || 1);
  return agreement * (1 - 0.5 * surplus) * Math.min(1, all / 0.5);
}

/** `strengths` has what functions of two files add up to, of 1. */
export class FileAffinity {
  readonly #pairs = new Map<string, Map<string, FilePair>>();
  /** The strongest pair of each file of the target. */
  readonly #strongest = new Map<string, number>();

  constructor(
    legacy: readonly SourceFile[],
    target: readonly SourceFile[],
    rarity: Rarity,
    strengths: ReadonlyMap<string, ReadonlyMap<string, number>>,
    known: ReadonlyMap<string, readonly string[]>,
  ) {
    const byWord = new Map<string, SourceFile[]>();
    for (const file of target)
      for (const word of new Set([...fileWords(file.path), ...folderWords(file.path)])) {
        const some = byWord.get(word);
        if (some) some.push(file);
        else byWord.set(word, [file]);
      }
    for (const { path } of legacy) {
      const pairs = new Map<string, FilePair>();
      const candidates = new Set<string>(strengths.get(path)?.keys());
      for (const word of fileWords(path)) {
        const some = byWord.get(word) ?? [];
        if (some.length <= mostOfWord) for (const file of some) candidates.add(file.path);
      }
      const there = known.get(path) ?? [];
      const isSure = there.length <= mostSure;
      if (isSure)
        for (const target of there)
          pairs.set(target, {
            legacy: path,
            target,
            affinity: 1,
            reason: `${target} is known to have the port of ${path}`,
          });
      else for (const target of there) candidates.add(target);
      // Of a folder it is not said which of its files.
      const inFolder = new Set(isSure ? [] : there);
      for (const candidate of candidates) {
        if (pairs.has(candidate)) continue;
        const byName = nameAffinity(path, candidate, rarity);
        const byFunctions = strengths.get(path)?.get(candidate) ?? 0;
        const bySaying = inFolder.has(candidate) ? 0.3 : 0;
        const affinity = 1 - (1 - 0.85 * byName) * (1 - 0.8 * byFunctions) * (1 - bySaying);
        if (affinity < least) continue;
        const reason =
          byName >= byFunctions
            ? `${path} and ${candidate} by their names`
            : `${path} and ${candidate} by other functions`;
        pairs.set(candidate, { legacy: path, target: candidate, affinity, reason });
      }
      const best = [...pairs.values()].sort((a, b) => b.affinity - a.affinity || (a.target < b.target ? -1 : 1));
      for (const { target: there, affinity } of best)
        this.#strongest.set(there, Math.max(affinity, this.#strongest.get(there) ?? 0));
      this.#pairs.set(path, new Map(best.slice(0, mostTargets).map((pair) => [pair.target, pair])));
    }
  }

  between(legacy: string, target: string): FilePair | undefined {
    return this.#pairs.get(legacy)?.get(target);
  }

  /** How much better each of two files goes with another one than both go with each other; from 0 to 1. */
  estrangement(legacy: string, target: string): number {
    const here = this.between(legacy, target)?.affinity ?? 0;
    const [first] = this.of(legacy);
    return Math.max(0, (first?.affinity ?? 0) - here, (this.#strongest.get(target) ?? 0) - here);
  }

  /** The best first. */
  of(legacy: string): FilePair[] {
    return [...(this.#pairs.get(legacy)?.values() ?? [])];
  }
}

const mostOfWord = 200;
/** Files that a map or marker names for one; more are a folder. */
const mostSure = 3;
const mostTargets = 6;
