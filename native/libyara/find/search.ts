import { resolve } from 'node:path';
import { EngineError } from '../../../server/src/common/errors.ts';
import type { EngineCandidate, EngineInfo } from '../../../server/src/protocol/engineInfo.ts';
import type { Libyara } from '../libyara.ts';
import { loadLibyara, UnusableLibrary } from '../load.ts';
import { ownPlaces, places, type Place, type SearchOptions } from './candidates.ts';
import { installHint } from './installHint.ts';

export interface FindOptions extends SearchOptions {
  /** Candidates that are known to end the process. */
  readonly avoid?: readonly EngineCandidate[] | undefined;
  /** Told before a candidate is loaded, which may end the process. */
  readonly onTry: (place: Place) => Promise<void>;
}

/**
 * Finds and loads the first libyara that works. Where a person has named a file, that file or none.
 *
 * @throws {EngineError} `engine-missing` with every candidate and what came of it.
 */
export async function findLibyara(options: FindOptions): Promise<{ libyara: Libyara; engine: EngineInfo }> {
  const candidates: EngineCandidate[] = [];
  const tried = new Set<string>();
  for (const found of places(options)) {
    const place = { ...found, path: resolve(found.path) };
    if (tried.has(place.path)) continue;
    tried.add(place.path);
    const { path, origin } = place;
    const avoided = options.avoid?.find((candidate) => candidate.path === path);
    if (avoided) candidates.push({ ...avoided, origin });
    else {
      try {
        await options.onTry(place);
        const libyara = loadLibyara(path, origin);
        candidates.push({ path, origin, outcome: 'used' });
        return { libyara, engine: { ...libyara.info, candidates: [...candidates, ...rest(options, tried)] } };
      } catch (error) {
        if (!(error instanceof UnusableLibrary)) throw error;
        candidates.push({ path, origin, outcome: error.outcome, detail: error.message });
      }
    }
    if (place.explicit) throw explicitFailure(candidates, place);
  }
  const found = candidates.length === 0 ? 'libyara was not found.' : 'No libyara that works was found.';
  throw new EngineError('engine-missing', [found, ...candidates.map(line), installHint()].join('\n'), { candidates });
}

/** What would have been tried next, as far as that is known without effort. */
function rest(options: SearchOptions, tried: ReadonlySet<string>): EngineCandidate[] {
  return [...ownPlaces(options)]
    .filter(({ path }) => !tried.has(resolve(path)))
    .map(({ path, origin }) => ({ path, origin, outcome: 'not reached' }));
}

function explicitFailure(candidates: EngineCandidate[], { path, origin }: Place): EngineError {
  const where =
    origin === 'setting' ? 'The setting yara.libyara.path or --libyara' : 'The environment variable CRYPTEX_LIBYARA';
  const detail = candidates.at(-1)?.detail ?? 'It does not work.';
  return new EngineError('engine-missing', `${where} names ${path}, which can't be used. ${detail}`, { candidates });
}

function line({ path, outcome, detail }: EngineCandidate): string {
  return `- ${path}: ${outcome}${detail === undefined ? '' : ` (${detail})`}`;
}
