/** Finds the ports of legacy functions among those of the target, with what speaks for each. */
import type { Evidence } from '../../protocol/gap.ts';
import type { SourceFile, SourceFunction } from '../inventory.ts';
import { evidenceFor, round, scoreOf, type Rarities } from './evidence.ts';
import { FileAffinity, type FilePair } from './fileAffinity.ts';
import { Neighbours } from './neighbours.ts';
import { prefixesOf, profilesOf, type Profile } from './profile.ts';
import { Rarity } from './rarity.ts';
import { areOpposite, fileWords, folderWords } from './words.ts';

export interface FoundMatch {
  readonly legacy: SourceFunction;
  readonly target: SourceFunction;
  readonly score: number;
  readonly evidence: readonly Evidence[];
}

export interface Matches {
  /** At most one a legacy function. */
  readonly matches: readonly FoundMatch[];
  readonly files: FileAffinity;
}

export interface MatchRequest {
  readonly legacy: readonly SourceFile[];
  readonly target: readonly SourceFile[];
  /** Legacy functions whose port is known, which help to find others and are not matched themselves. */
  readonly known: ReadonlyMap<SourceFunction, SourceFunction>;
  /** Files of the target that are known to have the port of a legacy file, by its path. */
  readonly knownFiles: ReadonlyMap<string, readonly string[]>;
  /** Legacy functions that have no port. */
  readonly withoutPort: ReadonlySet<SourceFunction>;
  /** Whether a person has said that this is not the port. */
  readonly isRejected: (legacy: SourceFunction, target: SourceFunction) => boolean;
}

/** A function of each side, and what speaks for them. */
interface Pair {
  readonly legacy: Profile;
  readonly target: Profile;
  readonly evidence: Evidence[];
  score: number;
}

/** Of each legacy function. */
const mostCandidates = 16;
/** A word or text that more functions of the target have leads to no candidates. */
const mostOfKey = 150;
/** What is below is told to nobody. */
const leastScore = 0.3;
/** From which on a match is taken for true when others are judged by it. */
const believedScore = 0.6;
/** Of files in which functions may be each other's counterpart though nothing else says so. */
const nearAffinity = 0.3;
/** Evidence that says nothing of what a function does. */
const weak: ReadonlySet<Evidence['kind']> = new Set(['name', 'signature', 'files']);
/** What functions of two files add up to, from which on the files surely belong together. */
const certainStrength = 2;

export function findMatches(request: MatchRequest): Matches {
  return new Matching(request).matches();
}

class Matching {
  readonly #request: MatchRequest;
  readonly #legacy: readonly Profile[];
  readonly #target: readonly Profile[];
  readonly #rarities: Rarities;
  readonly #byFile = new Map<string, Profile[]>();
  readonly #index = new Map<string, Profile[]>();
  readonly #knownTargets: ReadonlySet<SourceFunction>;
  readonly #neighbours: Neighbours;
  readonly #profileOf = new Map<SourceFunction, Profile>();

  constructor(request: MatchRequest) {
    this.#request = request;
    const dropped = new Set([...prefixesOf(request.legacy), ...prefixesOf(request.target)]);
    this.#legacy = profilesOf(request.legacy, dropped);
    this.#target = profilesOf(request.target, dropped);
    const rarity = (of: (profile: Profile) => Iterable<string>): Rarity =>
      new Rarity(this.#legacy.map(of), this.#target.map(of));
    this.#rarities = {
      words: rarity(({ own }) => new Set(own)),
      strings: rarity(({ strings }) => strings),
      numbers: rarity(({ numbers }) => numbers),
      calls: rarity(({ calls }) => calls),
    };
    this.#knownTargets = new Set(request.known.values());
    for (const profile of [...this.#legacy, ...this.#target]) this.#profileOf.set(profile.fn, profile);
    for (const profile of this.#target) {
      const ofFile = this.#byFile.get(profile.file.path);
      if (ofFile) ofFile.push(profile);
      else this.#byFile.set(profile.file.path, [profile]);
      for (const key of keysOf(profile)) {
        const some = this.#index.get(key);
        if (some) some.push(profile);
        else this.#index.set(key, [profile]);
      }
    }
    this.#neighbours = new Neighbours(this.#legacy, this.#target, this.#rarities);
  }

  matches(): Matches {
    const open = this.#legacy.filter((profile) => this.#isOpen(profile));
    const first = open.map((profile) => this.#candidates(profile, new Set()));
    const files = this.#affinity(first);
    const pairs = open.flatMap((profile, index) => {
      const near = new Set(files.of(profile.file.path).flatMap(({ target }) => this.#byFile.get(target) ?? []));
      const known = first[index] ?? [];
      const more = this.#candidates(profile, near, new Set(known.map(({ target }) => target)));
      return [...known, ...more].map((pair) => withFiles(pair, files));
    });
    let chosen = this.#assign(pairs);
    for (let round = 0; round < 2; round += 1) {
      this.#tellNeighbours(pairs, chosen, files);
      chosen = this.#assign(pairs);
    }
    const rivals = Map.groupBy(pairs, ({ legacy }) => legacy);
    const matches = chosen.map((pair) => matchOf(pair, rivals.get(pair.legacy) ?? []));
    return { matches: matches.filter(({ score }) => score >= leastScore), files };
  }

  /** Functions of the target that share something; with `near`, only these, also where they share little. */
  #candidates(legacy: Profile, near: ReadonlySet<Profile>, except: ReadonlySet<Profile> = new Set()): Pair[] {
    const found = new Set(near);
    if (near.size === 0)
      for (const key of keysOf(legacy)) {
        const some = this.#index.get(key) ?? [];
        if (some.length <= mostOfKey) for (const profile of some) found.add(profile);
      }
    const pairs: Pair[] = [];
    for (const target of found) {
      if (except.has(target) || this.#knownTargets.has(target.fn)) continue;
      const evidence = evidenceFor(legacy, target, this.#rarities);
      const score = scoreOf(evidence);
      if (score < 0.1 || this.#request.isRejected(legacy.fn, target.fn)) continue;
      pairs.push({ legacy, target, evidence, score });
    }
    return pairs.sort(inOrder).slice(0, mostCandidates);
  }

  #affinity(candidates: readonly (readonly Pair[])[]): FileAffinity {
    const sums = new Map<string, Map<string, number>>();
    const add = (legacy: string, target: string, score: number): void => {
      const some = sums.get(legacy) ?? new Map<string, number>();
      sums.set(legacy, some.set(target, (some.get(target) ?? 0) + score));
    };
    for (const [here, there] of this.#request.known) add(here.file, there.file, 1);
    // Only where each is the other's best: else two unlike files would vouch for each other with one function of many.
    const bestFor = new Map<Profile, Pair>();
    for (const pair of candidates.flat())
      if (pair.score > (bestFor.get(pair.target)?.score ?? 0)) bestFor.set(pair.target, pair);
    for (const [best] of candidates)
      if (best && best.score >= 0.5 && bestFor.get(best.target) === best)
        add(best.legacy.file.path, best.target.file.path, best.score ** 2);
    const strengths = new Map(
      [...sums].map(([legacy, some]) => [
        legacy,
        new Map([...some].map(([target, sum]) => [target, Math.min(1, sum / certainStrength)])),
      ]),
    );
    const { legacy, target, knownFiles } = this.#request;
    const wordsOfFile = ({ path }: SourceFile): string[] => [...new Set([...fileWords(path), ...folderWords(path)])];
    const rarity = new Rarity(legacy.map(wordsOfFile), target.map(wordsOfFile));
    return new FileAffinity(legacy, target, rarity, strengths, knownFiles);
  }

  /** The best pairs first; each function of either side once. */
  #assign(pairs: readonly Pair[]): Pair[] {
    const taken = new Set<Profile>();
    const chosen: Pair[] = [];
    for (const pair of pairs.toSorted(inOrder)) {
      if (pair.score < leastScore || taken.has(pair.legacy) || taken.has(pair.target)) continue;
      taken.add(pair.legacy).add(pair.target);
      chosen.push(pair);
    }
    return chosen;
  }

  /** With the ports of `chosen` known, pairs are judged anew, and those that only the call graphs tell of are added. */
  #tellNeighbours(pairs: Pair[], chosen: readonly Pair[], files: FileAffinity): void {
    const ports = new Map<Profile, Profile>();
    for (const { legacy, target, score } of chosen) if (score >= believedScore) ports.set(legacy, target);
    for (const [here, there] of this.#request.known) {
      const [legacy, target] = [this.#profileOf.get(here), this.#profileOf.get(there)];
      if (legacy && target) ports.set(legacy, target);
    }
    const known = new Map<Profile, Set<Profile>>();
    for (const { legacy, target } of pairs) known.set(legacy, (known.get(legacy) ?? new Set()).add(target));
    const isNear = (legacy: Profile, target: Profile): boolean =>
      (files.between(legacy.file.path, target.file.path)?.affinity ?? 0) >= nearAffinity;
    for (const [legacy, target] of this.#neighbours.proposals(ports, isNear)) {
      const isClosed = !this.#isOpen(legacy) || this.#knownTargets.has(target.fn) || target.isUsual;
      if (isClosed || known.get(legacy)?.has(target)) continue;
      if (this.#request.isRejected(legacy.fn, target.fn) || areOpposite(legacy.own, target.own)) continue;
      known.set(legacy, (known.get(legacy) ?? new Set()).add(target));
      pairs.push(withFiles({ legacy, target, evidence: evidenceFor(legacy, target, this.#rarities), score: 0 }, files));
    }
    for (const pair of pairs) {
      const at = pair.evidence.findIndex(({ kind }) => kind === 'neighbours');
      if (at >= 0) pair.evidence.splice(at, 1);
      const said = this.#neighbours.evidence(pair.legacy, pair.target, ports);
      if (said) pair.evidence.push(said);
      pair.score = scoreOf(pair.evidence);
    }
  }

  #isOpen({ fn }: Profile): boolean {
    return !this.#request.known.has(fn) && !this.#request.withoutPort.has(fn);
  }
}

/** What leads from a function to those that may be its counterpart. */
function* keysOf({ own, strings, numbers }: Profile): Generator<string> {
  for (const word of new Set(own)) yield `w ${word}`;
  for (const text of strings) yield `s ${text}`;
  for (const number of numbers) if (number.length > 2) yield `n ${number}`;
}

/** Files that belong together speak for it; where both belong to others, a name alone says less. */
function withFiles(pair: Pair, files: FileAffinity): Pair {
  const between: FilePair | undefined = files.between(pair.legacy.file.path, pair.target.file.path);
  const stranger = files.estrangement(pair.legacy.file.path, pair.target.file.path);
  if (stranger > 0.4)
    for (const [index, one] of pair.evidence.entries())
      if (one.kind === 'name' || one.kind === 'constants')
        pair.evidence[index] = { ...one, weight: round(one.weight * (1 - 0.5 * stranger)) };
  if (!between) return { ...pair, score: scoreOf(pair.evidence) };
  const isPart = pair.legacy.isEntry !== pair.target.isEntry ? 0.6 : 1;
  const weight = round(0.45 * between.affinity * isPart);
  const evidence: Evidence[] = [
    ...pair.evidence,
    { kind: 'files', reason: `the files belong together: ${between.reason}`, weight },
  ];
  return { ...pair, evidence, score: scoreOf(evidence) };
}

/** One that is no better than another, by its name alone, is believed less. */
function matchOf({ legacy, target, evidence, score }: Pair, pairs: readonly Pair[]): FoundMatch {
  const isByName = evidence.every(({ kind }) => kind === 'name' || kind === 'signature');
  const hasRival = pairs.some((other) => other.target !== target && other.score >= 0.95 * score);
  const others = evidence.filter(({ kind, weight }) => !weak.has(kind) && weight >= 0.12);
  // Some words in common and files that go together are not enough.
  const isVague = others.length === 0 && !saysTheSame(legacy, target);
  const believed = isByName && hasRival ? 0.75 : isVague ? 0.85 : 1;
  const byWeight = evidence.toSorted((a, b) => b.weight - a.weight);
  return { legacy: legacy.fn, target: target.fn, score: round(score * believed), evidence: byWeight };
}

/** Each word of either name is in the other's, or in the names around it. */
function saysTheSame(legacy: Profile, target: Profile): boolean {
  const covers = (here: Profile, there: Profile): boolean =>
    there.own.every((word) => here.own.includes(word) || here.context.has(word));
  return covers(legacy, target) && covers(target, legacy);
}

function inOrder(a: Pair, b: Pair): number {
  return (
    b.score - a.score ||
    compare(a.legacy.fn.file, b.legacy.fn.file) ||
    a.legacy.fn.line - b.legacy.fn.line ||
    compare(a.target.fn.file, b.target.fn.file) ||
    a.target.fn.line - b.target.fn.line
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
