/** What the call graphs say: who calls, and is called by, functions whose ports do the same is likely their counterpart. */
import type { Evidence } from '../../protocol/gap.ts';
import { round, type Rarities } from './evidence.ts';
import type { Profile } from './profile.ts';

/** Ports that are known or believed, by the legacy function. */
export type Ports = ReadonlyMap<Profile, Profile>;

/** What one neighbour adds at most, and what all do. */
const ofOne = 0.3;
const ofAll = 0.5;
/** A name that more functions have does not tell which of them is called. */
const mostNamesakes = 8;
/** What more call than these is called by everybody. */
const mostCallers = 16;

export class Neighbours {
  readonly #rarities: Rarities;
  readonly #legacyByName: ReadonlyMap<string, readonly Profile[]>;
  readonly #targetByName: ReadonlyMap<string, readonly Profile[]>;
  readonly #callers: ReadonlyMap<Profile, readonly Profile[]>;

  constructor(legacy: readonly Profile[], target: readonly Profile[], rarities: Rarities) {
    this.#rarities = rarities;
    this.#legacyByName = Map.groupBy(legacy, ({ fn }) => fn.name);
    this.#targetByName = Map.groupBy(target, ({ fn }) => fn.name);
    this.#callers = callersIn(legacy, this.#legacyByName);
  }

  /** Undefined where the neighbours say nothing. */
  evidence(legacy: Profile, target: Profile, ports: Ports): Evidence | undefined {
    const told: string[] = [];
    let doubt = 1;
    for (const call of legacy.calls)
      for (const callee of this.#legacyByName.get(call) ?? []) {
        const port = ports.get(callee);
        if (callee === legacy || !port || !target.calls.has(port.fn.name)) continue;
        doubt *= 1 - ofOne * this.#information(port);
        told.push(`it calls ${port.fn.name} for ${call}`);
      }
    const callers = this.#callers.get(legacy) ?? [];
    for (const caller of callers.length > mostCallers ? [] : callers) {
      const port = ports.get(caller);
      if (!port?.calls.has(target.fn.name)) continue;
      doubt *= 1 - ofOne * this.#information(target);
      told.push(`${port.fn.name} calls it as ${caller.fn.name} does`);
    }
    const weight = round(Math.min(ofAll, 1 - doubt));
    return weight < 0.03 ? undefined : { kind: 'neighbours', reason: told.slice(0, 3).join('; '), weight };
  }

  /**
   * Functions that two ports call, each the only one that is still without a counterpart. `isNear`: whether functions of
   * these files may be each other's.
   */
  *proposals(
    ports: Ports,
    isNear: (legacy: Profile, target: Profile) => boolean,
  ): Generator<readonly [legacy: Profile, target: Profile]> {
    const taken = new Set(ports.values());
    for (const [caller, port] of ports) {
      const open = this.#called(caller, this.#legacyByName).filter((callee) => !ports.has(callee));
      const openThere = this.#called(port, this.#targetByName).filter((callee) => !taken.has(callee));
      const here = open.filter((callee) => openThere.some((one) => isNear(callee, one)));
      const there = openThere.filter((callee) => open.some((one) => isNear(one, callee)));
      const [legacy, target] = [here[0], there[0]];
      if (legacy && target && here.length === 1 && there.length === 1) yield [legacy, target];
    }
  }

  #called({ calls }: Profile, byName: ReadonlyMap<string, readonly Profile[]>): Profile[] {
    return [...calls].flatMap((call) => {
      const named = byName.get(call) ?? [];
      return named.length > mostNamesakes ? [] : named;
    });
  }

  /** From 0 to 1: how much it says that a function of this name is called. */
  #information({ own }: Profile): number {
    return Math.min(
      1,
      own.reduce((sum, word) => sum + this.#rarities.words.of(word), 0),
    );
  }
}

function callersIn(
  profiles: readonly Profile[],
  byName: ReadonlyMap<string, readonly Profile[]>,
): Map<Profile, Profile[]> {
  const callers = new Map<Profile, Profile[]>();
  for (const caller of profiles)
    for (const call of caller.calls) {
      const named = byName.get(call) ?? [];
      if (named.length > mostNamesakes) continue;
      for (const callee of named) {
        if (callee === caller) continue;
        const some = callers.get(callee);
        if (some) some.push(caller);
        else callers.set(callee, [caller]);
      }
    }
  return callers;
}
