/** Both engines, ready to judge rule files for a command. */
import { messageOf } from '../common/errors.ts';
import { escapeText } from '../common/escape.ts';
import type { OpenReadiness } from '../gap/readiness/openReadiness.ts';
import type { CliContext } from './cliContext.ts';
import type { RuleOptions } from './options/ruleOptions.ts';
import { externalsOf } from './options/scannerVariables.ts';

export interface ReadinessOptions extends RuleOptions {
  /** Files that are judged at once. */
  readonly processes: number;
  /** Whether what was found before counts. */
  readonly cache: boolean;
  readonly scannerVariables: boolean;
  readonly libyara?: string | undefined;
}

/**
 * `samplesOf` is asked while the engines start. What hinders keeping what was found is told.
 *
 * @throws {EngineError} `engine-missing`, and what `samplesOf` throws
 */
export async function openReadiness(
  { terminal, signal, openEngine }: CliContext,
  options: ReadinessOptions,
  samplesOf: () => Promise<readonly string[]> = () => Promise.resolve([]),
): Promise<OpenReadiness> {
  const { processes: workers, cache } = options;
  const libyara = openEngine({ workers, libyara: options.libyara });
  try {
    const samples = await samplesOf();
    const settings = { externals: externalsOf(options), includeDirectories: options.include ?? [], signal };
    const module = await import('../gap/readiness/openReadiness.ts');
    const opened = await module.openReadiness({ libyara, workers, settings, samples, cache });
    const save = (): Promise<void> =>
      opened.save().catch((error: unknown) => {
        terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(messageOf(error))}`);
      });
    const end = async (): Promise<void> => {
      await opened[Symbol.asyncDispose]();
      await libyara[Symbol.asyncDispose]();
    };
    return { readiness: opened.readiness, save, [Symbol.asyncDispose]: end };
  } catch (error) {
    await libyara[Symbol.asyncDispose]();
    throw error;
  }
}
