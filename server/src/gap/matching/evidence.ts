/** What speaks for it that one function is the port of another. */
import type { Evidence } from '../../protocol/gap.ts';
import type { Profile } from './profile.ts';
import type { Rarity } from './rarity.ts';
import { areOpposite } from './words.ts';

export interface Rarities {
  /** Of the words of names; of common ones it is little. */
  readonly words: Rarity;
  readonly strings: Rarity;
  readonly numbers: Rarity;
  readonly calls: Rarity;
}

/** What each kind adds at most: what is left of doubt is multiplied by the rest. */
const most = { name: 0.75, texts: 0.85, constants: 0.7, calls: 0.3, signature: 0.06 } as const;

/** What texts of one word add at most. */
const mostOfNames = 0.4;

/** Of these two alone, without what their files and neighbours say. Empty where nothing speaks for it. */
export function evidenceFor(legacy: Profile, target: Profile, rarities: Rarities): Evidence[] {
  const found = [
    nameEvidence(legacy, target, rarities),
    textEvidence(legacy, target, rarities),
    constantEvidence(legacy, target, rarities),
  ].filter((one) => one !== undefined);
  if (found.length === 0) return [];
  const calls = callEvidence(legacy, target, rarities);
  if (calls) found.push(calls);
  const signature = signatureEvidence(legacy, target);
  if (signature) found.push(signature);
  return found;
}

function nameEvidence(legacy: Profile, target: Profile, rarities: Rarities): Evidence | undefined {
  if (target.isUsual && !legacy.isUsual) return undefined;
  const weigh = (words: Iterable<string>): number => {
    let sum = 0;
    for (const word of words) sum += rarities.words.of(word);
    return sum;
  };
  const shared = legacy.own.filter((word) => target.own.includes(word));
  if (shared.length === 0) return undefined;
  const inTarget = legacy.own.filter((word) => target.own.includes(word) || target.context.has(word));
  const inLegacy = target.own.filter((word) => legacy.own.includes(word) || legacy.context.has(word));
  const said = weigh(legacy.own);
  const saidThere = weigh(target.own);
  if (said === 0 || saidThere === 0) return undefined;
  const agreement = ((weigh(inTarget) / said) * weigh(inLegacy)) / saidThere;
  // Two names may agree in all, and still say little: `open`, `run`.
  const told = Math.min(1, weigh(new Set(inTarget)) / 0.9);
  const opposed = areOpposite(legacy.own, target.own) ? 0.3 : 1;
  const weight = round(most.name * agreement ** 1.5 * told * opposed * sizeTrust(legacy, target));
  if (weight < 0.05) return undefined;
  const words = [...new Set(inTarget)].join(', ');
  const both = agreement > 0.99 ? `the names say the same (${words})` : `the names share ${words}`;
  return { kind: 'name', reason: both, weight };
}

function textEvidence(legacy: Profile, target: Profile, { strings }: Rarities): Evidence | undefined {
  let doubt = 1;
  let doubtOfNames = 1;
  const said: string[] = [];
  for (const text of legacy.strings) {
    if (!target.strings.has(text)) continue;
    const words = text.split(' ').length;
    const weight = strings.of(text) * Math.min(1, (words + text.length / 8) / 5);
    if (weight < 0.1) continue;
    // Names of variables, months and the like are shared by all that deals with them.
    if (words === 1) doubtOfNames *= 1 - 0.3 * weight;
    else doubt *= 1 - 0.6 * weight;
    said.push(text);
  }
  if (said.length === 0) return undefined;
  // One that has the texts of many functions, such as the messages of all errors, does what none of them does.
  const share = said.length / Math.max(1, target.strings.size);
  const believed = target.isUsual ? 0.2 : share < 0.15 ? 0.5 : 1;
  // What the entry point of a program says is in the port's own entry point, or in a part of it.
  const isPart = legacy.isEntry !== target.isEntry ? 0.6 : 1;
  const opposed = areOpposite(legacy.own, target.own) ? 0.6 : 1;
  const all = Math.min(most.texts, 1 - doubt * Math.max(1 - mostOfNames, doubtOfNames));
  const weight = round(all * believed * isPart * opposed * sizeTrust(legacy, target));
  return weight < 0.05 ? undefined : { kind: 'texts', reason: `both say ${quoted(said)}`, weight };
}

function constantEvidence(legacy: Profile, target: Profile, { numbers }: Rarities): Evidence | undefined {
  let doubt = 1;
  const shared: string[] = [];
  for (const number of legacy.numbers) {
    if (!target.numbers.has(number)) continue;
    const unusual = number.length >= 5 && !isRound(number) ? 0.65 : number.length >= 3 && !isRound(number) ? 0.25 : 0.1;
    doubt *= 1 - unusual * numbers.of(number);
    shared.push(number);
  }
  const weight = round(Math.min(most.constants, 1 - doubt) * sizeTrust(legacy, target));
  if (weight < 0.05) return undefined;
  return { kind: 'constants', reason: `both use ${listed(shared)}`, weight };
}

function callEvidence(legacy: Profile, target: Profile, { calls }: Rarities): Evidence | undefined {
  let doubt = 1;
  const shared: string[] = [];
  for (const call of legacy.calls) {
    if (!target.calls.has(call) || call.length < 3) continue;
    doubt *= 1 - 0.2 * calls.of(call);
    shared.push(call);
  }
  const weight = round(Math.min(most.calls, 1 - doubt));
  return weight < 0.03 ? undefined : { kind: 'calls', reason: `both call ${listed(shared)}`, weight };
}

function signatureEvidence(legacy: Profile, target: Profile): Evidence | undefined {
  const [here, there] = [legacy.fn.fingerprint.parameters, target.fn.fingerprint.parameters];
  // A method has its object besides; a result that C hands out by a pointer is none.
  if (here === undefined || there === undefined || here === 0 || here - there > 1 || there > here) return undefined;
  return { kind: 'signature', reason: `${here} and ${there} parameters`, weight: most.signature };
}

/** A port may be much shorter, but a helper of a few lines does not do what a long function does; nor the reverse. */
function sizeTrust({ fn: { lines } }: Profile, { fn: { lines: there } }: Profile): number {
  if (Math.max(lines, there) < 20) return 1;
  const ratio = Math.min(lines, there) / Math.max(lines, there);
  return ratio < 0.06 ? 0.45 : ratio < 0.12 ? 0.7 : ratio < 0.2 ? 0.9 : 1;
}

/** Powers of two and round decimals are everybody's. */
function isRound(number: string): boolean {
  const value = BigInt(number);
  return (value & (value - 1n)) === 0n || (value & (value + 1n)) === 0n || /^[1-9]0+$/.test(number);
}

function quoted(texts: readonly string[]): string {
  return listed(texts.map((text) => `“${text.length > 60 ? `${text.slice(0, 59)}…` : text}”`));
}

function listed(items: readonly string[]): string {
  const more = items.length - 3;
  return `${items.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function round(weight: number): number {
  return Math.round(weight * 1000) / 1000;
}
