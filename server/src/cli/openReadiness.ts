/** Both engines, ready to judge rule files, with what is known of them from before. */
import { escapeText } from '../common/escape.ts';
import { messageOf } from '../common/errors.ts';
import type { Readiness } from '../gap/readiness/readiness.ts';
import { diskFileSystem } from '../workspace/fileSystem.ts';
import type { CliContext } from './cliContext.ts';
import type { RuleOptions } from './options/ruleOptions.ts';
import { externalsOf } from './options/scannerVariables.ts';

export interface ReadinessRequest extends RuleOptions {
  /** Files that are judged at once. */
  readonly processes: number;
  /** Whether what was found before counts. */
  readonly cache: boolean;
  readonly scannerVariables: boolean;
  readonly libyara?: string | undefined;
}

export interface OpenReadiness extends AsyncDisposable {
  readonly readiness: Readiness;
  /** Keeps what was found, for the next time; what hinders that is told. */
  readonly save: () => Promise<void>;
}

/** `samplesOf` is asked while the engines start. @throws {EngineError} `engine-missing`, and what `samplesOf` throws */
export async function openReadiness(
  context: CliContext,
  request: ReadinessRequest,
  samplesOf: () => Promise<readonly string[]> = () => Promise.resolve([]),
): Promise<OpenReadiness> {
  const { terminal, signal, openEngine } = context;
  const libyara = openEngine({ workers: request.processes, libyara: request.libyara });
  try {
    const samples = await samplesOf();
    const [{ Readiness }, { KnownReadiness }, { YaraX }] = await Promise.all([
      import('../gap/readiness/readiness.ts'),
      import('../gap/readiness/knownReadiness.ts'),
      import('../gap/readiness/yaraX.ts'),
    ]);
    const settings = { externals: externalsOf(request), includeDirectories: request.include ?? [], signal };
    const known = request.cache
      ? await KnownReadiness.open({ libyara: await libyara.describe(signal), settings, samples })
      : undefined;
    const yaraX = new YaraX({ workers: request.processes });
    const readiness = new Readiness({
      ...{ engines: { libyara, yaraX }, files: diskFileSystem, settings, samples },
      ...(known && { known }),
    });
    return {
      readiness,
      save: async () => {
        await known?.save().catch((error: unknown) => {
          terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(messageOf(error))}`);
        });
      },
      [Symbol.asyncDispose]: async () => {
        await yaraX[Symbol.asyncDispose]();
        await libyara[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await libyara[Symbol.asyncDispose]();
    throw error;
  }
}
