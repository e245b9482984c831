/**
 * The two callbacks of a libyara compiler, registered once for the process: a process compiles one thing at a time.
 *
 * Nothing may be thrown into C; what goes wrong in a callback is kept and thrown when the compiler has returned.
 */
import koffi from 'koffi';
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { EngineMessage, ResolvedInclude } from '../../server/src/protocol/compileJob.ts';
import { compilerMessage, includeDone, includeText } from './bind/callbackTypes.ts';
import type { Layout } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import type { IncludeResolver } from './includes.ts';
import { decodeText } from './text.ts';

const errorLevel = 0;
/** What libyara says of an include that a callback doesn't find; without one it says what `yarac` says. */
const missingByCallback = 'callback failed to provide include resource: ';
const missingByDefault = "can't open include file: ";
/** libyara cuts this message to its buffer. */
const messageLimit = 511;

export class CompilerCallbacks {
  readonly onMessage: Pointer;
  readonly onInclude: Pointer;
  readonly onIncludeDone: Pointer;
  /** Of YR_RULE; without it messages come without the name of their rule. */
  layout: Layout | undefined;

  readonly #memory: Memory;
  #resolver: IncludeResolver | undefined;
  #hashed = false;
  #named = false;
  #messages: EngineMessage[] = [];
  #includes: ResolvedInclude[] = [];
  #missing: Buffer | undefined;
  /** Of included files, by the name that libyara has for each. */
  readonly #paths = new Map<string, string>();
  #failure: { readonly error: unknown } | undefined;

  constructor(memory: Memory) {
    this.#memory = memory;
    this.onMessage = koffi.register(
      (level: number, file: Pointer | null, line: number, rule: Pointer | null, text: Pointer | null) =>
        this.#guard(undefined, () => this.#message(level, file, line, rule, text)),
      compilerMessage,
    );
    this.onInclude = koffi.register(
      (name: Pointer, from: Pointer | null) => this.#guard(null, () => this.#include(name, from)),
      includeText,
    );
    this.onIncludeDone = koffi.register(
      (text: Pointer | null) => this.#guard(undefined, () => text !== null && memory.free(text)),
      includeDone,
    );
  }

  /**
   * Collects what the callbacks are told while `work` runs; with `hashed`, with the hash of what is included; with `named`,
   * with libyara's names of files in messages.
   */
  during(
    resolver: IncludeResolver,
    { hashed, named }: { readonly hashed: boolean; readonly named: boolean },
    work: () => void,
  ): { messages: EngineMessage[]; includes: ResolvedInclude[] } {
    this.#resolver = resolver;
    this.#hashed = hashed;
    this.#named = named;
    this.#messages = [];
    this.#includes = [];
    this.#paths.clear();
    this.#failure = undefined;
    try {
      work();
      // Set by the callbacks while `work` ran.
      const failure = this.#failure as { readonly error: unknown } | undefined;
      if (failure) throw failure.error;
      return { messages: this.#messages, includes: this.#includes };
    } finally {
      this.#resolver = undefined;
    }
  }

  /** Whether an error has been reported so far. */
  get hasError(): boolean {
    return this.#messages.some(({ level }) => level === 'error');
  }

  #guard<T>(otherwise: T, work: () => unknown): T {
    try {
      return work() as T;
    } catch (error) {
      this.#failure ??= { error };
      return otherwise;
    }
  }

  #message(level: number, file: Pointer | null, line: number, rule: Pointer | null, text: Pointer | null): void {
    const ruleName = rule === null ? undefined : this.#ruleName(rule);
    this.#messages.push({
      level: level === errorLevel ? 'error' : 'warning',
      path: file === null ? '' : this.#pathOf(this.#memory.readString(file)),
      line: Math.max(0, line),
      ...(ruleName === undefined ? {} : { rule: ruleName }),
      text: text === null ? '' : this.#wording(this.#memory.readString(text)),
      ...(this.#named && file !== null ? { file: decodeText(this.#memory.readString(file)) } : {}),
    });
  }

  /** The path of a file that libyara knows by `name`. */
  #pathOf(name: Buffer): string {
    return this.#paths.get(name.toString('latin1')) ?? resolve(decodeText(name));
  }

  #ruleName(rule: Pointer): string | undefined {
    if (!this.layout) return undefined;
    const identifier = this.#memory.readPointer(rule + BigInt(this.layout.rule.identifier));
    return identifier === 0n ? undefined : decodeText(this.#memory.readString(identifier));
  }

  #wording(text: Buffer): string {
    if (this.#missing === undefined || !text.toString('latin1').startsWith(missingByCallback)) return decodeText(text);
    return decodeText(Buffer.concat([Buffer.from(missingByDefault), this.#missing]).subarray(0, messageLimit));
  }

  /**
   * Writes the name of the file that was found over the include's own text, which libyara keeps in a buffer and takes for
   * the file's name from here on: in messages, as the including file of further includes, and to find circles. That is
   * what it does itself without a callback, where it joins the folder of the including file and the text.
   */
  #include(name: Pointer, from: Pointer | null): Pointer | null {
    const spelled = this.#memory.readString(name);
    const includer = from === null ? Buffer.alloc(0) : this.#memory.readString(from);
    const sought: string[] = [];
    const found = this.#resolver?.find(spelled, includer, sought);
    this.#includes.push({
      from: this.#pathOf(includer),
      spelled: decodeText(spelled),
      ...(found === undefined ? {} : { resolved: found.path }),
      ...(sought.length === 0 ? {} : { sought }),
      ...(found && this.#hashed ? { sha256: createHash('sha256').update(found.bytes).digest('hex') } : {}),
    });
    if (!found) {
      this.#missing = spelled;
      return null;
    }
    this.#paths.set(found.name.toString('latin1'), found.path);
    this.#memory.write(name, Buffer.concat([found.name, Buffer.alloc(1)]));
    return this.#memory.allocate(found.bytes);
  }
}
