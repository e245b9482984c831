/** Both engines, ready to judge rule files, with what is known of them from before. */
import type { EngineSession } from '../../scan/scanEngine.ts';
import { diskFileSystem } from '../../workspace/fileSystem.ts';
import { KnownReadiness } from './knownReadiness.ts';
import type { JudgeSettings } from './libyara.ts';
import { Readiness } from './readiness.ts';
import { YaraX } from './yaraX.ts';

export interface ReadinessRequest {
  /** Stays that of the caller. */
  readonly libyara: EngineSession;
  /** Processes of YARA-X. */
  readonly workers: number;
  readonly settings: JudgeSettings;
  /** Files that both engines scan; absolute. */
  readonly samples: readonly string[];
  /** Whether what was found before counts. */
  readonly cache: boolean;
}

export interface OpenReadiness extends AsyncDisposable {
  readonly readiness: Readiness;
  /** Keeps what was found, for the next time. @throws what hinders that: without it the next time only takes longer */
  readonly save: () => Promise<void>;
}

/** @throws {EngineError} `engine-missing` */
export async function openReadiness(request: ReadinessRequest): Promise<OpenReadiness> {
  const { libyara, workers, settings, samples, cache } = request;
  const known = cache
    ? await KnownReadiness.open({ libyara: await libyara.describe(settings.signal), settings, samples })
    : undefined;
  const yaraX = new YaraX({ workers });
  return {
    readiness: new Readiness({
      ...{ engines: { libyara, yaraX }, files: diskFileSystem, settings, samples },
      ...(known && { known }),
    }),
    save: async () => await known?.save(),
    [Symbol.asyncDispose]: () => yaraX[Symbol.asyncDispose](),
  };
}
