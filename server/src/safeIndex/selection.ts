/**
 * Finds what of an index can stay.
 *
 * All is compiled at once. What libyara complains about is left out, and the rest compiled again until it is clean: a
 * compile tells of the faults of many files, so few are needed. That may have taken out too much, since a message can
 * follow from an earlier fault. So each of those left out is then looked at again: most are known to fail whatever
 * else stays (a syntax error; a rule name that a file that stays has), and the others are tried.
 */
import { EngineError } from '../common/errors.ts';
import type { CompileResult, EngineMessage } from '../protocol/compileJob.ts';
import type { OnDuplicate } from '../protocol/safeIndex.ts';
import { hiding, settled, type NestedIndex, type Plan, type Reason, type Unit } from './plan.ts';
import {
  duplicate,
  duplicateIn,
  excluded,
  isLost,
  isSyntactic,
  missingModule,
  reasonOf,
  unknownIn,
  unknownModuleIn,
  type Surroundings,
} from './reasons.ts';
import { unitsIn } from './render.ts';
import { isDeath, Trials, type Trial, type TrialOptions } from './trials.ts';

export interface SelectionOptions extends TrialOptions {
  readonly excludeModules: ReadonlySet<string>;
  readonly onDuplicate: OnDuplicate;
}

/** Compiles that found something wrong where nothing can be left out. */
export class RejectedIndex extends Error {
  readonly messages: readonly EngineMessage[];
  constructor(messages: readonly EngineMessage[]) {
    super('The index has errors.');
    this.messages = messages;
  }
}

export class Selection {
  readonly leftOut = new Map<Unit, Reason>();
  readonly #plan: Plan;
  readonly #options: SelectionOptions;
  readonly #trials: Trials;
  #owners: Map<string, Unit[]> | undefined;
  #looked = false;
  /** How many have been taken back, and how many that were when one was last tried in vain. */
  #takenBack = 0;
  readonly #tried = new Map<Unit, number>();

  constructor(plan: Plan, options: SelectionOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#trials = new Trials(plan, options);
  }

  /**
   * Leaves out what can't stay, and nothing else.
   *
   * @throws {RejectedIndex} where an error is in nothing that could be left out
   * @throws {EngineError}
   */
  async settle(): Promise<void> {
    for (const unit of this.#plan.units) {
      const reason = unit.reason ?? this.#excludedModule(unit) ?? includedBefore(unit);
      if (reason) this.leftOut.set(unit, reason);
    }
    while (!(await this.#round()));
    while (await this.#takeBack());
  }

  /** What stays, in its order. */
  get staying(): Unit[] {
    return this.#plan.units.filter((unit) => !this.leftOut.has(unit));
  }

  /** Compiles the written form of this selection. @returns what to write, and what libyara said of it */
  async compile(keepNested: boolean): Promise<{ bytes: Uint8Array<ArrayBuffer>; result: CompileResult }> {
    return await this.#trials.written(this.leftOut, keepNested);
  }

  /** @returns whether all that is left compiles; otherwise there is less of it now. */
  async #round(): Promise<boolean> {
    const { result, lines } = await this.#trials.all(this.leftOut);
    if (!result) {
      await this.#leaveOutDeadly();
      return false;
    }
    const errors = result.messages.filter(({ level }) => level === 'error');
    if (errors.length === 0) return this.#leaveOutHiding(result);
    if (!this.#looked) {
      // One that is not whole can spoil the judgement on others, and so goes first.
      this.#looked = true;
      if (await this.#leaveOutBroken()) return false;
      // 4.2 tells of one faulty file in a compile; most are of a kind that can be told without it.
      if (errors.some(isLost) && this.#leaveOutDuplicates()) return false;
    }
    const before = this.leftOut.size;
    this.#learnModules(errors);
    const faults = this.#faults(errors, lines);
    for (const unit of this.staying) {
      const messages = faults.get(unit);
      if (messages && !this.leftOut.has(unit)) this.#leaveOut(unit, messages);
    }
    if (this.leftOut.size === before) throw new RejectedIndex(result.messages);
    return false;
  }

  /** libyara tells of a module that it lacks once: whatever else imports it can't stay either. */
  #learnModules(errors: readonly EngineMessage[]): void {
    for (const module of new Set(errors.map(unknownModuleIn))) {
      if (module === undefined) continue;
      for (const unit of this.#plan.units) {
        if (this.leftOut.get(unit)?.final !== true && imports(unit, module)) {
          this.leftOut.set(unit, missingModule(module));
        }
      }
    }
  }

  #leaveOut(unit: Unit, messages: readonly EngineMessage[]): void {
    const [first] = messages;
    if (!first) return;
    if (this.#options.onDuplicate === 'last') {
      const names = messages.map(duplicateIn);
      const earlier = names.map((name) => this.#stayingWith(name ?? '').find((owner) => owner !== unit));
      if (earlier.every((owner) => owner !== undefined)) {
        earlier.forEach((owner, at) => this.leftOut.set(owner, duplicate(names[at] ?? '', unit)));
        return;
      }
    }
    this.leftOut.set(unit, reasonOf(unit, first, this.#surroundings));
  }

  /** Which units messages are about, each with its messages in their order. */
  #faults(errors: readonly EngineMessage[], lines: Trial['lines']): Map<Unit, EngineMessage[]> {
    const files = this.#plan.units.filter(({ kind }) => kind === 'file');
    const faults = new Map<Unit, EngineMessage[]>();
    for (const message of errors) {
      const here =
        message.path === this.#options.output
          ? [...lines].filter(([, { first, last }]) => first <= message.line && message.line <= last)
          : [];
      const [own] = here;
      // The same file can be included twice.
      const units = own ? [own[0]] : files.filter(({ path }) => path === message.path);
      // Its line in the index that has it, not in the one that is written.
      const told = own ? { ...message, line: message.line - own[1].first + own[0].line } : message;
      for (const unit of units) faults.set(unit, [...(faults.get(unit) ?? []), told]);
    }
    return faults;
  }

  /** Where libyara saw no fault but did not come to an include either, a comment before it hides it. */
  #leaveOutHiding(result: CompileResult): boolean {
    const staying = this.staying;
    const missed = this.#trials.firstMissed(result, staying);
    if (missed === undefined) return true;
    const culprit = staying.slice(0, missed).findLast(({ kind }) => kind === 'file');
    if (!culprit) throw new RejectedIndex([]);
    this.leftOut.set(culprit, hiding);
    return false;
  }

  /** Leaves out what libyara's parser refuses by itself. @returns whether there was anything */
  async #leaveOutBroken(): Promise<boolean> {
    let any = false;
    for (const unit of this.staying.filter((one) => one.facts().doubtful)) {
      const { messages } = await this.#trials.alone(unit);
      const first = messages.find(({ level }) => level === 'error');
      const reason = first && reasonOf(unit, first, this.#surroundings);
      if (!reason?.final) continue;
      this.leftOut.set(unit, reason);
      any = true;
    }
    return any;
  }

  /** Leaves out what has a rule of the same name as another. @returns whether there was anything */
  #leaveOutDuplicates(): boolean {
    const before = this.leftOut.size;
    const order = this.#options.onDuplicate === 'last' ? this.staying.reverse() : this.staying;
    for (const unit of order) {
      const { rules } = unit.facts();
      const others = (name: string): Unit[] => this.#stayingWith(name).filter((owner) => owner !== unit);
      if (this.leftOut.has(unit)) continue;
      for (const name of rules) for (const other of others(name)) this.leftOut.set(other, duplicate(name, unit));
    }
    return this.leftOut.size > before;
  }

  /** After libyara's process has died of something: leaves out those files that it dies of alone. */
  async #leaveOutDeadly(): Promise<void> {
    let any = false;
    for (const unit of this.staying) {
      try {
        await this.#trials.alone(unit);
      } catch (error) {
        if (!isDeath(error)) throw error;
        this.leftOut.set(unit, settled('engine-failed', error.message));
        any = true;
      }
    }
    if (!any) throw new EngineError('worker-died', "libyara's process dies of these rules together, of none alone.");
  }

  /** Tries those left out for a reason that may not hold any more. @returns whether any stays now */
  async #takeBack(): Promise<boolean> {
    const before = this.leftOut.size;
    await this.#tryBack([...this.leftOut].filter((entry) => !this.#holds(...entry)).map(([unit]) => unit));
    return this.leftOut.size < before;
  }

  /** All at once where that works; otherwise without those that are found guilty by it, or, where none is, the halves. */
  async #tryBack(units: readonly Unit[]): Promise<void> {
    if (units.length === 0) return;
    const fewer = new Map(this.leftOut);
    for (const unit of units) fewer.delete(unit);
    const { result, lines } = await this.#trials.all(fewer);
    const errors = result?.messages.filter(({ level }) => level === 'error') ?? [];
    const stay = this.#plan.units.filter((unit) => !fewer.has(unit));
    if (result && errors.length === 0 && this.#trials.firstMissed(result, stay) === undefined) {
      this.#takenBack += units.length;
      for (const unit of units) this.leftOut.delete(unit);
      return;
    }
    this.#learnModules(errors);
    const faults = this.#faults(errors, lines);
    const [only] = units;
    if (units.length === 1 && only) {
      if (this.leftOut.get(only)?.final !== true) this.#sayAgain(only, faults.get(only)?.[0], errors);
      // It was tried with all that stays, and need not be again unless more stays.
      this.#tried.set(only, this.#takenBack);
      return;
    }
    const guilty = units.filter((unit) => this.#isGuilty(unit, faults.get(unit) ?? [], units));
    if (guilty.length > 0) {
      await this.#tryBack(units.filter((unit) => !guilty.includes(unit)));
      return;
    }
    const first = stay.find((unit) => faults.has(unit));
    if (first && units.includes(first)) {
      await this.#tryBackAround(first, units);
      return;
    }
    const half = units.length >> 1;
    await this.#tryBack(units.slice(0, half));
    await this.#tryBack(units.slice(half));
  }

  /** Whether one of its messages is true whatever else of `units` stays; then that is the reason from now on. */
  #isGuilty(unit: Unit, messages: readonly EngineMessage[], units: readonly Unit[]): boolean {
    if (this.leftOut.get(unit)?.final === true) return true;
    for (const message of messages) {
      // A syntax error can be the end of something that began in another file.
      if (isSyntactic(message)) continue;
      const reason = reasonOf(unit, message, this.#surroundings);
      const unknown = reason.final ? undefined : unknownIn(reason);
      const mayCome = unknown !== undefined && units.some((other) => other !== unit && defines(other, unknown));
      if (mayCome || !this.#holdsAnywhere(unit, reason)) continue;
      this.leftOut.set(unit, reason);
      return true;
    }
    return false;
  }

  /** Tries the others without the first in which something is wrong: what is wrong has to do with what is before it. */
  async #tryBackAround(first: Unit, units: readonly Unit[]): Promise<void> {
    await this.#tryBack(units.filter((unit) => unit !== first));
    await this.#tryBack([first]);
  }

  /** What is wrong with one that was tried again, alone, can be something else than before. */
  #sayAgain(unit: Unit, own: EngineMessage | undefined, errors: readonly EngineMessage[]): void {
    const old = this.leftOut.get(unit);
    this.leftOut.delete(unit);
    const reason = own && reasonOf(unit, own, this.#surroundings);
    const clash = errors.map(duplicateIn).find((name) => name !== undefined && unit.facts().rules.includes(name));
    const other = clash === undefined ? undefined : this.#stayingWith(clash).find((owner) => owner !== unit);
    const again = reason ?? (clash !== undefined && other ? duplicate(clash, other) : undefined) ?? old;
    if (again) this.leftOut.set(unit, again);
  }

  /** Whether a reason is still one, with what stays now. */
  #holds(unit: Unit, reason: Reason): boolean {
    return this.#tried.get(unit) === this.#takenBack || this.#holdsAnywhere(unit, reason);
  }

  /** The same, and wherever in the index the unit was. */
  #holdsAnywhere({ before }: Unit, reason: Reason): boolean {
    if (reason.final) return true;
    if (reason.code === 'included-before') {
      if (!before || this.#stays(before)) return before !== undefined;
      return (before.type === 'unit' ? [before] : unitsIn(before.parts)).every((first) => {
        const same = this.leftOut.get(first);
        return same !== undefined && this.#holdsAnywhere(first, same);
      });
    }
    if (reason.code === 'duplicate-rule') return this.#stayingWith(reason.rule ?? '').length > 0;
    const unknown = unknownIn(reason);
    return unknown !== undefined && !this.staying.some((other) => defines(other, unknown));
  }

  #stays(before: Unit | NestedIndex): boolean {
    const units = before.type === 'unit' ? [before] : unitsIn(before.parts);
    return units.some((unit) => !this.leftOut.has(unit));
  }

  #excludedModule(unit: Unit): Reason | undefined {
    const module = [...this.#options.excludeModules].find((name) => imports(unit, name));
    return module === undefined ? undefined : excluded(module);
  }

  #stayingWith(rule: string): Unit[] {
    return this.#ownersOf(rule).filter((unit) => !this.leftOut.has(unit));
  }

  #ownersOf(rule: string): readonly Unit[] {
    if (!this.#owners) {
      this.#owners = new Map();
      for (const unit of this.#plan.units) {
        for (const name of new Set(unit.facts().rules)) {
          const owners = this.#owners.get(name);
          if (owners) owners.push(unit);
          else this.#owners.set(name, [unit]);
        }
      }
    }
    return this.#owners.get(rule) ?? [];
  }

  readonly #surroundings: Surroundings = {
    excludesModule: (name: string) => this.#options.excludeModules.has(name),
    stayingWith: (rule: string) => this.#stayingWith(rule),
    leftOutWith: (rule: string) => this.#ownersOf(rule).filter((unit) => this.leftOut.has(unit)),
  };
}

function includedBefore(unit: Unit): Reason | undefined {
  if (!unit.before) return undefined;
  const { rules, doubtful } = unit.facts();
  // Twice a file without rules is no harm.
  if (unit.before.type === 'unit' && rules.length === 0 && !doubtful) return undefined;
  return { code: 'included-before', message: 'It is included further up.', final: false };
}

function defines(unit: Unit, name: string): boolean {
  const { rules, imports } = unit.facts();
  return rules.includes(name) || imports.includes(name);
}

/** Nearly all files can be told without a tree. */
function imports({ file, facts }: Unit, module: string): boolean {
  return (!file || file.mentions(module)) && facts().imports.includes(module);
}
