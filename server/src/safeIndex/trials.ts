/** Compiles what an index would be with some of it left out. */
import { dirname, join } from 'node:path';
import { EngineError } from '../common/errors.ts';
import type { CompileJob, CompileResult } from '../protocol/compileJob.ts';
import type { Plan, Reason, Unit } from './plan.ts';
import { render } from './render.ts';

export interface TrialOptions {
  readonly output: string;
  readonly externals: CompileJob['externals'];
  readonly includeDirectories: readonly string[];
  readonly compile: (job: CompileJob) => Promise<CompileResult>;
}

export interface Trial {
  /** Without one libyara's process has died. */
  readonly result: CompileResult | undefined;
  /** Where in the compiled text each unit is. */
  readonly lines: ReturnType<typeof render>['lines'];
}

/** Included last of all, with nothing in it: that libyara came to it shows that nothing hides the end of the index. */
const sentinel = 'the end of the index';

export class Trials {
  readonly #plan: Plan;
  readonly #options: TrialOptions;

  constructor(plan: Plan, options: TrialOptions) {
    this.#plan = plan;
    this.#options = options;
  }

  /** All but what is left out, nested indexes taken apart. @throws {EngineError} */
  async all(leftOut: ReadonlyMap<Unit, Reason>): Promise<Trial> {
    const { output } = this.#options;
    const { bytes, lines } = render(this.#plan, { output, leftOut, keepNested: false });
    const end = Buffer.from(`\ninclude "./${sentinel}"\n`);
    try {
      return { result: await this.#compile(output, Buffer.concat([bytes, end])), lines };
    } catch (error) {
      if (!isDeath(error)) throw error;
      return { result: undefined, lines };
    }
  }

  /** One unit by itself. @throws {EngineError} also where libyara's process dies of it, see {@link isDeath} */
  alone(unit: Unit): Promise<CompileResult> {
    return this.#compile(unit.path, unit.file?.bytes ?? Buffer.from(unit.text, 'latin1'));
  }

  /** What would be written. @throws {EngineError} */
  async written(
    leftOut: ReadonlyMap<Unit, Reason>,
    keepNested: boolean,
  ): Promise<{ bytes: Uint8Array<ArrayBuffer>; result: CompileResult }> {
    const { output } = this.#options;
    const { bytes } = render(this.#plan, { output, leftOut, keepNested });
    return { bytes, result: await this.#compile(output, bytes) };
  }

  /** The first unit, by its number, that libyara did not come to; the end of the index counts as one more. */
  firstMissed({ includes }: CompileResult, units: readonly Unit[]): number | undefined {
    const reached = new Set(includes.map(({ resolved }) => resolved));
    const missed = units.findIndex(({ kind, path }) => kind === 'file' && !reached.has(path));
    if (missed >= 0) return missed;
    return reached.has(this.#sentinelPath) ? undefined : units.length;
  }

  #compile(path: string, bytes: Uint8Array): Promise<CompileResult> {
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

/** Whether libyara's process did not live through it. */
export function isDeath(error: unknown): error is EngineError {
  return error instanceof EngineError && (error.code === 'worker-died' || error.code === 'timeout');
}
