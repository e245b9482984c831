/** Finds the ports of legacy functions among those of the target, with what speaks for each. */
import { setImmediate } from 'node:timers/promises';
import type { Evidence } from '../../protocol/gap.ts';
import { throwIfCancelled } from '../../common/errors.ts';
import type { SourceFile, SourceFunction } from '../inventory.ts';
import { evidenceFor, round, type Rarities } from './evidence.ts';
import { FileAffinity } from './fileAffinity.ts';
import { Neighbours, type Ports } from './neighbours.ts';
import { Pair } from './pair.ts';
import { prefixesOf, profilesOf, type Profile } from './profile.ts';
import { Rarity } from './rarity.ts';
import { areOpposite, fileWords, folderWords, isCommon } from './words.ts';

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
  readonly signal: AbortSignal | undefined;
}

/** Of each legacy function. */
const mostCandidates = 8;
/** A word or text that more functions of the target have leads to no candidates. */
const mostOfKey = 150;
/** What a word that everybody uses says of a function, of what another word would. */
const commonShare = 0.35;
/** Functions that share something with one, of which no more are looked at. */
const mostSharers = 200;
/** Functions of files that belong together, of which each is looked at. */
const mostNear = 400;
/** Milliseconds after which other work of the process has its turn. */
const longestStretch = 20;
/** What is below is told to nobody. */
const leastScore = 0.3;
/** From which on a match is taken for true when others are judged by it. */
const believedScore = 0.6;
/** Of files in which functions may be each other's counterpart though nothing else says so. */
const nearAffinity = 0.3;
/** What functions of two files add up to, from which on the files surely belong together. */
const certainStrength = 2;

/** Lets other work of the process go on in between. @throws {EngineError} `cancelled` */
export async function findMatches(request: MatchRequest): Promise<Matches> {
  return await new Matching(request).matches();
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
  #rested = performance.now();

  constructor(request: MatchRequest) {
    this.#request = request;
    const dropped = new Set([...prefixesOf(request.legacy), ...prefixesOf(request.target)]);
    this.#legacy = profilesOf(request.legacy, dropped);
    this.#target = profilesOf(request.target, dropped);
    const rarity = (of: (profile: Profile) => Iterable<string>, factorOf?: (item: string) => number): Rarity =>
      new Rarity(this.#legacy.map(of), this.#target.map(of), factorOf);
    this.#rarities = {
      words: rarity(
        ({ own }) => new Set(own),
        (word) => (isCommon(word) ? commonShare : 1),
      ),
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

  async matches(): Promise<Matches> {
    const open = this.#legacy.filter((profile) => this.#isOpen(profile));
    const first: Pair[][] = [];
    for (const profile of open) {
      first.push(this.#candidates(profile, this.#sharers(profile)));
      await this.#rest();
    }
    const files = this.#affinity(first);
    const pairs: Pair[] = [];
    for (const [index, profile] of open.entries()) {
      const known = first[index] ?? [];
      const near = this.#near(profile, files);
      for (const { target } of known) near.delete(target);
      for (const pair of [...known, ...this.#candidates(profile, near)]) {
        weighFiles(pair, files);
        pairs.push(pair);
      }
      await this.#rest();
    }
    let chosen = this.#assign(pairs);
    let ports = this.#portsOf(chosen);
    for (let round = 0; round < 2; round += 1) {
      ports = this.#portsOf(chosen);
      await this.#tellNeighbours(pairs, ports, files);
      chosen = this.#assign(pairs);
    }
    const scores = rivalScores(pairs);
    const matches = chosen.map((pair) => this.#matchOf(pair, scores.get(pair.legacy), ports, files));
    return { matches: matches.filter(({ score }) => score >= leastScore), files };
  }

  /** Functions of the target that share something, the rarest first. */
  #sharers(legacy: Profile): Set<Profile> {
    const found = new Set<Profile>();
    const postings = [...keysOf(legacy)].map((key) => this.#index.get(key) ?? []);
    for (const some of postings.sort((a, b) => a.length - b.length)) {
      if (some.length > mostOfKey || found.size > mostSharers) break;
      for (const profile of some) found.add(profile);
    }
    return found;
  }

  /** Functions of files that belong together; of very many only those that share something. */
  #near(legacy: Profile, files: FileAffinity): Set<Profile> {
    const paths = files.of(legacy.file.path).map(({ target }) => target);
    const all = paths.flatMap((path) => this.#byFile.get(path) ?? []);
    if (all.length <= mostNear) return new Set(all);
    const near = new Set(paths);
    const sharing = [...keysOf(legacy)].flatMap((key) => this.#index.get(key) ?? []);
    return new Set(sharing.filter(({ file }) => near.has(file.path)).slice(0, mostNear));
  }

  #candidates(legacy: Profile, targets: Iterable<Profile>): Pair[] {
    const pairs: Pair[] = [];
    for (const target of targets) {
      if (this.#knownTargets.has(target.fn)) continue;
      const pair = new Pair(legacy, target, evidenceFor(legacy, target, this.#rarities));
      if (pair.score >= 0.1 && !this.#request.isRejected(legacy.fn, target.fn)) pairs.push(pair);
    }
    return pairs.sort(inOrder).slice(0, mostCandidates);
  }

  /** From time to time. */
  async #rest(): Promise<void> {
    if (performance.now() - this.#rested < longestStretch) return;
    await setImmediate();
    if (this.#request.signal) throwIfCancelled(this.#request.signal);
    this.#rested = performance.now();
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

  /** Those that are known, and those that are believed. */
  #portsOf(chosen: readonly Pair[]): Ports {
    const ports = new Map<Profile, Profile>();
    for (const { legacy, target, score } of chosen) if (score >= believedScore) ports.set(legacy, target);
    for (const [here, there] of this.#request.known) {
      const [legacy, target] = [this.#profileOf.get(here), this.#profileOf.get(there)];
      if (legacy && target) ports.set(legacy, target);
    }
    return ports;
  }

  /** With these ports known, pairs are judged anew, and those that only the call graphs tell of are added. */
  async #tellNeighbours(pairs: Pair[], ports: Ports, files: FileAffinity): Promise<void> {
    const known = new Map<Profile, Set<Profile>>();
    for (const { legacy, target } of pairs) known.set(legacy, (known.get(legacy) ?? new Set()).add(target));
    const isNear = (legacy: Profile, target: Profile): boolean =>
      (files.between(legacy.file.path, target.file.path)?.affinity ?? 0) >= nearAffinity;
    for (const [legacy, target] of this.#neighbours.proposals(ports, isNear)) {
      const isClosed = !this.#isOpen(legacy) || this.#knownTargets.has(target.fn) || target.isUsual;
      if (isClosed || known.get(legacy)?.has(target)) continue;
      if (this.#request.isRejected(legacy.fn, target.fn) || areOpposite(legacy.own, target.own)) continue;
      known.set(legacy, (known.get(legacy) ?? new Set()).add(target));
      const pair = new Pair(legacy, target, evidenceFor(legacy, target, this.#rarities));
      weighFiles(pair, files);
      pairs.push(pair);
    }
    for (const pair of pairs) {
      pair.neighbours = this.#neighbours.evidence(pair.legacy, pair.target, ports)?.weight ?? 0;
      await this.#rest();
    }
  }

  /** One that is no better than another, by its name alone, is believed less; so is one with some words in common. */
  #matchOf(pair: Pair, rivals: readonly number[] = [], ports: Ports, files: FileAffinity): FoundMatch {
    const { legacy, target, score } = pair;
    const hasRival = rivals.filter((other) => other >= 0.95 * score).length > 1;
    const isVague = pair.isByName && !saysTheSame(legacy, target);
    const believed = pair.isByNameAlone && hasRival ? 0.75 : isVague ? 0.85 : 1;
    const evidence = pair.evidence(this.#rarities, {
      files: files.between(legacy.file.path, target.file.path)?.reason,
      neighbours: this.#neighbours.evidence(legacy, target, ports),
    });
    return { legacy: legacy.fn, target: target.fn, score: round(score * believed), evidence };
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

/** Files that belong together speak for it; where both belong to others, what is alike says less. */
function weighFiles(pair: Pair, files: FileAffinity): void {
  const [legacy, target] = [pair.legacy.file.path, pair.target.file.path];
  const stranger = files.estrangement(legacy, target);
  if (stranger > 0.4) pair.mistrust(1 - 0.5 * stranger);
  const isPart = pair.legacy.isEntry !== pair.target.isEntry ? 0.6 : 1;
  pair.files = 0.45 * (files.between(legacy, target)?.affinity ?? 0) * isPart;
}

/** Of each legacy function, the scores of its pairs. */
function rivalScores(pairs: readonly Pair[]): Map<Profile, number[]> {
  const scores = new Map<Profile, number[]>();
  for (const { legacy, score } of pairs) {
    const some = scores.get(legacy);
    if (some) some.push(score);
    else scores.set(legacy, [score]);
  }
  return scores;
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
