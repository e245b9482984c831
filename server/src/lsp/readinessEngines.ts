/** The engines that readiness for YARA-X is judged with, in processes of their own: typing never waits for them. */
import type { Engines } from '../gap/readiness/compare.ts';

export interface OpenEngines extends Engines, AsyncDisposable {}

/** Opens them with a library path from the settings. Their processes start with the first question to each. */
export type OpenReadinessEngines = (libyara: string | undefined) => Promise<OpenEngines>;

export const openReadinessEngines: OpenReadinessEngines = async (libyara) => {
  // Not loaded with the server: few ask for it.
  const [{ YaraX }, { openPoolEngine }] = await Promise.all([
    import('../gap/readiness/yaraX.ts'),
    import('../scan/poolEngine.ts'),
  ]);
  const engines: Engines = {
    libyara: openPoolEngine({ workers: 1, libyara, idle: true }),
    yaraX: new YaraX({ workers: 1 }),
  };
  return {
    ...engines,
    [Symbol.asyncDispose]: async () => {
      await Promise.all([engines.libyara[Symbol.asyncDispose](), engines.yaraX[Symbol.asyncDispose]()]);
    },
  };
};

/** Opened when they are needed, and kept until nobody wants them or another libyara is chosen. */
export class ReadinessEngines {
  readonly #open: OpenReadinessEngines;
  #libyara: string | undefined;
  #opened: Promise<OpenEngines> | undefined;

  constructor(open: OpenReadinessEngines) {
    this.#open = open;
  }

  /** The library to use from now on. */
  async use(libyara: string | undefined): Promise<void> {
    if (libyara === this.#libyara) return;
    this.#libyara = libyara;
    await this.end();
  }

  get(): Promise<Engines> {
    this.#opened ??= this.#open(this.#libyara);
    return this.#opened;
  }

  /** Ends their processes; what they are at fails with `cancelled`. */
  async end(): Promise<void> {
    const opened = this.#opened;
    this.#opened = undefined;
    // Why they could not be opened was told to whoever asked for them.
    await (await opened?.catch(() => undefined))?.[Symbol.asyncDispose]();
  }
}
