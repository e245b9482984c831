/** A function of each side that may be each other's counterpart, and what speaks for that. */
import type { Evidence, EvidenceKind } from '../../protocol/gap.ts';
import { evidenceFor, round, type Rarities } from './evidence.ts';
import type { Profile } from './profile.ts';

/** Evidence that says nothing of what a function does. */
const weak: ReadonlySet<EvidenceKind> = new Set(['name', 'signature', 'files']);
/** From which on other evidence counts as some. */
const someWeight = 0.12;

/** There are many: only weights are kept, and the words are made for those that are told. */
export class Pair {
  readonly legacy: Profile;
  readonly target: Profile;
  /** Of the two alone, by kind; names and constants come first, see {@link mistrust}. */
  #weights: readonly (readonly [EvidenceKind, number])[];
  #trust = 1;
  #files: number;
  #neighbours: number;
  #score: number;

  constructor(legacy: Profile, target: Profile, evidence: readonly Evidence[]) {
    this.legacy = legacy;
    this.target = target;
    this.#weights = evidence.map(({ kind, weight }) => [kind, weight]);
    this.#files = 0;
    this.#neighbours = 0;
    this.#score = this.#weigh();
  }

  /** What is left of doubt when each of them is believed as far as it goes, of 1. */
  get score(): number {
    return this.#score;
  }

  /** That the files belong together. */
  set files(weight: number) {
    this.#files = weight;
    this.#score = this.#weigh();
  }

  set neighbours(weight: number) {
    this.#neighbours = weight;
    this.#score = this.#weigh();
  }

  /** Names and constants say less between files that belong to others. */
  mistrust(trust: number): void {
    this.#trust = trust;
    this.#score = this.#weigh();
  }

  /** Whether nothing but names, parameters and files speaks for it. */
  get isByName(): boolean {
    if (this.#neighbours >= someWeight) return false;
    return this.#weights.every(([kind, weight]) => weak.has(kind) || weight < someWeight);
  }

  /** Whether only the names speak for it. */
  get isByNameAlone(): boolean {
    return (
      this.#files === 0 &&
      this.#neighbours === 0 &&
      this.#weights.every(([kind]) => kind === 'name' || kind === 'signature')
    );
  }

  /** All, the weightiest first, with what the files and neighbours say in words. */
  evidence(
    rarities: Rarities,
    more: { readonly files: string | undefined; readonly neighbours: Evidence | undefined },
  ): Evidence[] {
    const own = evidenceFor(this.legacy, this.target, rarities).map((one) => ({
      ...one,
      weight: round(this.#believed(one.kind, one.weight)),
    }));
    if (this.#files > 0 && more.files !== undefined)
      own.push({ kind: 'files', reason: `the files belong together: ${more.files}`, weight: round(this.#files) });
    if (this.#neighbours > 0 && more.neighbours) own.push(more.neighbours);
    return own.sort((a, b) => b.weight - a.weight);
  }

  #believed(kind: EvidenceKind, weight: number): number {
    return kind === 'name' || kind === 'constants' ? weight * this.#trust : weight;
  }

  #weigh(): number {
    let doubt = (1 - this.#files) * (1 - this.#neighbours);
    for (const [kind, weight] of this.#weights) doubt *= 1 - this.#believed(kind, weight);
    return 1 - doubt;
  }
}
