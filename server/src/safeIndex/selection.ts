/**
 * Finds what of an index can stay.
 *
 * All is compiled at once. What libyara complains about is left out, and the rest compiled again until it is clean: a
 * compile tells of the faults of many files, so few are needed. That may have taken out too much, since a message can
 * follow from an earlier fault. So each of those left out is then looked at again: most are known to fail whatever
 * else stays (a syntax error; a rule name that a file that stays has), and the others are tried.
 */
import { dirname, join } from 'node:path';
import { EngineError } from '../common/errors.ts';
import type { CompileJob, CompileResult, EngineMessage } from '../protocol/engine.ts';
import type { OnDuplicate } from '../protocol/safeIndex.ts';
import { settled, type NestedIndex, type Plan, type Reason, type Unit } from './plan.ts';
import { duplicate, duplicateIn, excluded, reasonOf, undefinedIn, type Surroundings } from './reasons.ts';
import { render, unitsIn } from './render.ts';

export interface SelectionOptions {
  readonly output: string;
  readonly excludeModules: ReadonlySet<string>;
  readonly onDuplicate: OnDuplicate;
  readonly externals: CompileJob['externals'];
  readonly includeDirectories: readonly string[];
  readonly compile: (job: CompileJob) => Promise<CompileResult>;
}

/** Compiles that found something wrong where nothing can be left out. */
export class RejectedIndex extends Error {
  readonly messages: readonly EngineMessage[];
  constructor(messages: readonly EngineMessage[]) {
    super('The index has errors.');
    this.messages = messages;
  }
}

/** Included last of all, with nothing in it: that libyara came to it shows that nothing hides the end of the index. */
const sentinel = 'the end of the index';

export class Selection {
  readonly leftOut = new Map<Unit, Reason>();
  readonly #plan: Plan;
  readonly #options: SelectionOptions;
  #owners: Map<string, Unit[]> | undefined;
  #looked = false;
  /** How many have been taken back, and how many that were when one was last tried in vain. */
  #takenBack = 0;
  readonly #tried = new Map<Unit, number>();

  constructor(plan: Plan, options: SelectionOptions) {
    this.#plan = plan;
    this.#options = options;
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
    const { bytes } = render(this.#plan, { output: this.#options.output, leftOut: this.leftOut, keepNested });
    return { bytes, result: await this.#compileText(this.#options.output, bytes) };
  }

  /** @returns whether all that is left compiles; otherwise there is less of it now. */
  async #round(): Promise<boolean> {
    const { result, lines } = await this.#try(this.leftOut);
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
    }
    const before = this.leftOut.size;
    const faults = this.#faults(errors, lines);
    for (const unit of this.staying) {
      const messages = faults.get(unit);
      if (messages && !this.leftOut.has(unit)) this.#leaveOut(unit, messages);
    }
    if (this.leftOut.size === before) throw new RejectedIndex(result.messages);
    return false;
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
  #faults(errors: readonly EngineMessage[], lines: ReturnType<typeof render>['lines']): Map<Unit, EngineMessage[]> {
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
    const missed = this.#firstMissed(result, staying);
    if (missed === undefined) return true;
    const hiding = staying.slice(0, missed).findLast(({ kind }) => kind === 'file');
    if (!hiding) throw new RejectedIndex([]);
    this.leftOut.set(hiding, settled('unclosed-comment', 'A comment in it is not closed, and hides all that follows.'));
    return false;
  }

  /** The first unit, by its number, that libyara did not come to; the end of the index counts as one more. */
  #firstMissed({ includes }: CompileResult, units: readonly Unit[]): number | undefined {
    const reached = new Set(includes.map(({ resolved }) => resolved));
    const missed = units.findIndex(({ kind, path }) => kind === 'file' && !reached.has(path));
    if (missed >= 0) return missed;
    return reached.has(this.#sentinelPath) ? undefined : units.length;
  }

  /** Leaves out what libyara's parser refuses by itself. @returns whether there was anything */
  async #leaveOutBroken(): Promise<boolean> {
    let any = false;
    for (const unit of this.staying.filter((one) => one.facts().doubtful)) {
      const { messages } = await this.#compileAlone(unit);
      const first = messages.find(({ level }) => level === 'error');
      const reason = first && reasonOf(unit, first, this.#surroundings);
      if (!reason?.final) continue;
      this.leftOut.set(unit, reason);
      any = true;
    }
    return any;
  }

  /** After libyara's process has died of something: leaves out those files that it dies of alone. */
  async #leaveOutDeadly(): Promise<void> {
    let any = false;
    for (const unit of this.staying) {
      try {
        await this.#compileAlone(unit);
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

  /** All at once where that works, otherwise the halves. */
  async #tryBack(units: readonly Unit[]): Promise<void> {
    if (units.length === 0) return;
    const fewer = new Map(this.leftOut);
    for (const unit of units) fewer.delete(unit);
    const { result, lines } = await this.#try(fewer);
    const errors = result?.messages.filter(({ level }) => level === 'error');
    const stay = this.#plan.units.filter((unit) => !fewer.has(unit));
    if (result && errors?.length === 0 && this.#firstMissed(result, stay) === undefined) {
      this.#takenBack += units.length;
      for (const unit of units) this.leftOut.delete(unit);
    } else if (units.length > 1) {
      const half = units.length >> 1;
      await this.#tryBack(units.slice(0, half));
      await this.#tryBack(units.slice(half));
    } else this.#sayAgain(units, errors ?? [], lines);
  }

  /** What is wrong with one that was tried again can be something else than before. */
  #sayAgain(
    [unit]: readonly Unit[],
    errors: readonly EngineMessage[],
    lines: ReturnType<typeof render>['lines'],
  ): void {
    if (!unit) return;
    const old = this.leftOut.get(unit);
    this.leftOut.delete(unit);
    const own = this.#faults(errors, lines).get(unit)?.[0];
    const reason = own && reasonOf(unit, own, this.#surroundings);
    const clash = errors.map(duplicateIn).find((name) => name !== undefined && unit.facts().rules.includes(name));
    const other = clash === undefined ? undefined : this.#stayingWith(clash).find((owner) => owner !== unit);
    const again = reason ?? (clash !== undefined && other ? duplicate(clash, other) : undefined) ?? old;
    // It was tried with all that stays, and need not be again unless more stays.
    if (again) this.leftOut.set(unit, again);
    this.#tried.set(unit, this.#takenBack);
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
    const unknown = reason.code === 'depends-on-left-out' ? reason.rule : undefinedIn(reason.message);
    if (unknown === undefined) return false;
    return !this.staying.some(
      (other) => other.facts().rules.includes(unknown) || other.facts().imports.includes(unknown),
    );
  }

  #stays(before: Unit | NestedIndex): boolean {
    const units = before.type === 'unit' ? [before] : unitsIn(before.parts);
    return units.some((unit) => !this.leftOut.has(unit));
  }

  #excludedModule({ file, facts }: Unit): Reason | undefined {
    for (const module of this.#options.excludeModules) {
      if ((!file || file.mentions(module)) && facts().imports.includes(module)) return excluded(module);
    }
    return undefined;
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

  /** Without a result libyara's process has died. */
  async #try(leftOut: ReadonlyMap<Unit, Reason>) {
    const { bytes, lines } = render(this.#plan, { output: this.#options.output, leftOut, keepNested: false });
    const end = Buffer.from(`\ninclude "./${sentinel}"\n`);
    try {
      return { result: await this.#compileText(this.#options.output, Buffer.concat([bytes, end])), lines };
    } catch (error) {
      if (!isDeath(error)) throw error;
      return { result: undefined, lines };
    }
  }

  #compileAlone(unit: Unit): Promise<CompileResult> {
    return this.#compileText(unit.path, unit.file?.bytes ?? Buffer.from(unit.text, 'latin1'));
  }

  #compileText(path: string, bytes: Uint8Array): Promise<CompileResult> {
    const { externals, includeDirectories, compile } = this.#options;
    return compile({
      kind: 'compile',
      sources: [{ path, bytes }],
      externals,
      includeDirectories: [...includeDirectories],
      overlay: [{ path: this.#sentinelPath, bytes: new Uint8Array() }],
      want: 'count',
    });
  }

  get #sentinelPath(): string {
    return join(dirname(this.#options.output), sentinel);
  }
}

function includedBefore(unit: Unit): Reason | undefined {
  if (!unit.before) return undefined;
  const { rules, doubtful } = unit.facts();
  // Twice a file without rules is no harm.
  if (unit.before.type === 'unit' && rules.length === 0 && !doubtful) return undefined;
  return { code: 'included-before', message: 'It is included further up.', final: false };
}

function isDeath(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === 'worker-died' || error.code === 'timeout');
}
