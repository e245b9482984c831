/** An engine without processes: it stands for libyara's workers. */
import { readFile } from 'node:fs/promises';
import { EngineError } from '../../../server/src/common/errors.ts';
import type { PreparedRules } from '../../../server/src/engine/compiledRules.ts';
import type { EngineInfo } from '../../../server/src/protocol/engineInfo.ts';
import type { ScanFilesJob, ScanFilesResult } from '../../../server/src/protocol/scanJob.ts';
import type { ScanEvent } from '../../../server/src/protocol/scan.ts';
import type { ScanEngine } from '../../../server/src/scan/scanEngine.ts';

export const engineInfo: EngineInfo = {
  path: '/usr/lib/libyara.so.9',
  origin: 'system',
  version: '4.2',
  layout: '4.2–4.3',
  modules: [],
  candidates: [],
};

/** What a scan with it tells first. */
export const startedEvent = {
  type: 'started',
  scan: 'scan-1',
  startedAt: '2024-05-06T07:08:09.000Z',
  rulesHash: 'ab'.repeat(32),
  options: {
    ...{ recursive: true, externals: [], timeoutSeconds: 0, fast: false },
    ...{ maxMatchesPerPattern: 10, maxMatchBytes: 10 },
  },
  engine: engineInfo,
  rules: 1,
  patterns: 2,
  warnings: [],
} satisfies ScanEvent;

/** Matches files whose text contains `hit`. */
export class FakeEngine implements ScanEngine {
  prepared: PreparedRules = {
    type: 'compiled',
    file: '/cache/rules.yarc',
    reused: false,
    result: { kind: 'compile', messages: [], includes: [], rules: 1, patterns: 1, milliseconds: 0 },
  };
  readonly scanned: string[] = [];
  /** How many files each job had. */
  readonly jobs: number[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  /** Runs before each scan; may throw. */
  before: (path: string) => void | Promise<void> = () => undefined;

  /** Milliseconds that a file is said to take. */
  took: (path: string) => number = () => 0;

  describe = () => Promise.resolve(engineInfo);
  prepare = () => Promise.resolve(this.prepared);
  run = () => Promise.reject(new EngineError('invalid', 'not here'));

  async scan({ paths }: ScanFilesJob, signal: AbortSignal): Promise<ScanFilesResult> {
    this.jobs.push(paths.length);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      const outcomes: ScanFilesResult['outcomes'] = [];
      for (const path of paths) outcomes.push(await this.#scanFile(path, signal));
      return { kind: 'scan-files', outcomes };
    } finally {
      this.atOnce -= 1;
    }
  }

  async #scanFile(path: string, signal: AbortSignal): Promise<ScanFilesResult['outcomes'][number]> {
    this.scanned.push(path);
    // What this throws ends the whole job, as a worker's death does.
    await this.before(path);
    if (signal.aborted) throw new EngineError('cancelled', 'cancelled');
    const bytes = await readFile(path).catch(() => undefined);
    if (!bytes) return { type: 'failed', failure: { code: 'unreadable', message: `${path} can't be read` } };
    const match = { rule: 'a', namespace: 'default', tags: [], meta: [], patterns: [] };
    const matches = bytes.includes('hit') ? [match] : [];
    return { type: 'scanned', result: { kind: 'scan', matches, bytes: bytes.length, milliseconds: this.took(path) } };
  }
}
