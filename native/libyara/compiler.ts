import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { EngineError, messageOf } from '../../server/src/common/errors.ts';
import type { CompileJob, CompileResult, ExternalVariable } from '../../server/src/protocol/compileJob.ts';
import { describeError, errors } from './bind/errorNames.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import { compiler as compilerAt, type Layout } from './bind/layouts.ts';
import type { Memory, Pointer } from './bind/memory.ts';
import type { Configuration } from './configuration.ts';
import { CompilerCallbacks } from './compilerCallbacks.ts';
import { checkExternal, externalFailure } from './externals.ts';
import { IncludeResolver } from './includes.ts';
import { sourceAdder, type AddSource, type SourceFile } from './sourceFile.ts';

/** Compiles rules, one libyara compiler a job: one that has reported an error must not be given more. */
export class Compiler {
  readonly #functions: LibyaraFunctions;
  readonly #memory: Memory;
  readonly #callbacks: CompilerCallbacks;
  readonly #add: AddSource;
  readonly #configuration: Configuration;
  /** Whether this libyara warns about unknown escape sequences; unknown until it is asked to. */
  #knowsStrictEscape: boolean | undefined;

  constructor(functions: LibyaraFunctions, memory: Memory, configuration: Configuration) {
    this.#functions = functions;
    this.#configuration = configuration;
    this.#memory = memory;
    this.#callbacks = new CompilerCallbacks(memory);
    this.#add = sourceAdder(functions, memory);
  }

  set layout(layout: Layout) {
    this.#callbacks.layout = layout;
  }

  /**
   * Rules that were saved are given to `keep`, which then owns them.
   *
   * @throws {EngineError} `unreadable`, `changed`, `unwritable`, `invalid`, `libyara`; what is wrong in the rules is a message.
   */
  compile(job: CompileJob, keep?: (rules: Pointer) => void): CompileResult {
    const layout = this.#callbacks.layout;
    if (job.want === 'save' && job.output === undefined)
      throw new EngineError('invalid', 'No file to save the rules to.');
    let counts: { rules: number; patterns: number } | undefined;
    if (job.strictEscape === true) this.#proveStrictEscape();
    const { messages, includes, milliseconds } = this.run(job, (rules) => {
      if (layout) {
        const bytes = this.#memory.read(rules, layout.rules.stringCount + 4);
        counts = {
          rules: bytes.readUInt32LE(layout.rules.ruleCount),
          patterns: bytes.readUInt32LE(layout.rules.stringCount),
        };
      }
      if (job.want !== 'save' || job.output === undefined) return 'done with';
      this.#save(rules, job.output);
      keep?.(rules);
      return keep ? 'kept' : 'done with';
    });
    return { kind: 'compile', messages, includes, ...counts, milliseconds };
  }

  /** Compiles and, unless only messages are wanted or there were errors, lends the rules to `use`, which may keep them. */
  run(
    job: Omit<CompileJob, 'kind' | 'output'>,
    use: (rules: Pointer) => 'done with' | 'kept',
  ): Pick<CompileResult, 'messages' | 'includes' | 'milliseconds'> {
    const sources = job.sources.map(readSource);
    const buffers = [...job.overlay, ...sources].map(({ path, bytes }) => [resolve(path), bytes] as const);
    const resolver = new IncludeResolver(job.includeDirectories, new Map(buffers));
    const word = Buffer.alloc(8);
    const created = this.#functions.yr_compiler_create(word);
    if (created !== 0) throw new EngineError('libyara', `No compiler: ${describeError(created)}`);
    const compiler = word.readBigUInt64LE();
    let milliseconds = 0;
    try {
      const began = performance.now();
      this.#configuration.set('maxStringsPerRule', job.maxStringsPerRule);
      this.#defineAll(compiler, job.externals);
      if (job.atomQualityTable !== undefined) this.#loadAtomQuality(compiler, job.atomQualityTable);
      if (job.strictEscape === true) this.#memory.write(compiler + BigInt(compilerAt.strictEscape), Buffer.of(1));
      const options = { hashed: job.want === 'save', named: sources.some(({ name }) => name !== undefined) };
      const collected = this.#callbacks.during(resolver, options, () => {
        const { onMessage, onInclude, onIncludeDone } = this.#callbacks;
        this.#functions.yr_compiler_set_callback(compiler, onMessage, null);
        this.#functions.yr_compiler_set_include_callback(compiler, onInclude, onIncludeDone, null);
        const clean = sources.every((source) => this.#add(compiler, source) === 0);
        milliseconds = performance.now() - began;
        if (!clean && !this.#callbacks.hasError) throw new EngineError('libyara', 'libyara gave up without a message.');
        if (!clean || job.want === 'check') return;
        const finished = this.#functions.yr_compiler_get_rules(compiler, word);
        if (finished !== 0) {
          const detail = { libyara: { code: finished } };
          throw new EngineError('libyara', `The rules can't be finished: ${describeError(finished)}`, detail);
        }
        milliseconds = performance.now() - began;
        const rules = word.readBigUInt64LE();
        let kept = false;
        try {
          kept = use(rules) === 'kept';
        } finally {
          if (!kept) this.#functions.yr_rules_destroy(rules);
        }
      });
      return { ...collected, milliseconds };
    } finally {
      this.#functions.yr_compiler_destroy(compiler);
    }
  }

  /** @throws {EngineError} `unreadable`, `invalid` */
  #loadAtomQuality(compiler: Pointer, path: string): void {
    const code = this.#functions.yr_compiler_load_atom_quality_table(compiler, path, 0);
    if (code === 0) return;
    const kind = code === errors.couldNotOpenFile ? 'unreadable' : 'invalid';
    const message = `The atom quality table ${path} can't be loaded: ${describeError(code)}`;
    throw new EngineError(kind, message, { libyara: { code } });
  }

  /**
   * libyara has no function for this, only a field of its compiler's, which `yarac` sets. Where a version has something
   * else at that place, it is something that the compiler writes before it reads it, and the warning doesn't come.
   *
   * @throws {EngineError} `invalid`
   */
  #proveStrictEscape(): void {
    this.#knowsStrictEscape ??=
      this.#callbacks.layout?.name === '4.4–4.5' &&
      this.run({ ...strictEscapeProbe, strictEscape: true }, () => 'done with').messages.length > 0;
    if (!this.#knowsStrictEscape)
      throw new EngineError('invalid', 'This libyara has no strict escape; 4.5 and later have it.');
  }

  #defineAll(compiler: Pointer, externals: readonly ExternalVariable[]): void {
    for (const external of externals) {
      checkExternal(external);
      const code = this.#define(compiler, external);
      if (code !== 0) throw externalFailure(external, code);
    }
  }

  #define(compiler: Pointer, external: ExternalVariable): number {
    const { name } = external;
    switch (external.type) {
      case 'integer':
        return this.#functions.yr_compiler_define_integer_variable(compiler, name, external.value);
      case 'float':
        return this.#functions.yr_compiler_define_float_variable(compiler, name, external.value);
      case 'boolean':
        return this.#functions.yr_compiler_define_boolean_variable(compiler, name, external.value ? 1 : 0);
      case 'string':
        return this.#functions.yr_compiler_define_string_variable(compiler, name, external.value);
    }
  }

  #save(rules: Pointer, output: string): void {
    const temporary = `${output}.${process.pid}.tmp`;
    try {
      // A device such as /dev/null, or a pipe, is written to and not replaced.
      const special = statSync(output, { throwIfNoEntry: false })?.isFile() === false;
      if (special) {
        const code = this.#functions.yr_rules_save(rules, output);
        if (code !== 0) throw new Error(describeError(code));
        return;
      }
      // libyara refuses to overwrite nothing, but it doesn't cut a longer file that a crash left behind.
      rmSync(temporary, { force: true });
      const code = this.#functions.yr_rules_save(rules, temporary);
      if (code !== 0) throw new Error(describeError(code));
      renameSync(temporary, output);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new EngineError('unwritable', `${output} can't be written: ${messageOf(error)}`, { cause: error });
    }
  }
}

/** `\j` means nothing in a regular expression. */
const strictEscapeProbe: Omit<CompileJob, 'kind'> = {
  sources: [
    { path: '/cryptex/escape.yar', bytes: Buffer.from('rule probe { strings: $a = /probe\\j/ condition: $a }') },
  ],
  externals: [],
  includeDirectories: [],
  overlay: [],
  want: 'check',
};

function readSource({ path, namespace, bytes, name, sha256 }: CompileJob['sources'][number]): SourceFile {
  if (`${path}${namespace ?? ''}${name ?? ''}`.includes('\0'))
    throw new EngineError('invalid', 'A path or a namespace has a NUL in it.');
  if (bytes) return { path: resolve(path), namespace, bytes, name };
  let read: Buffer;
  try {
    read = readFileSync(path);
  } catch (error) {
    throw new EngineError('unreadable', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
  if (sha256 !== undefined && createHash('sha256').update(read).digest('hex') !== sha256)
    throw new EngineError('changed', `${path} has changed meanwhile.`);
  return { path: resolve(path), namespace, bytes: read, name };
}
