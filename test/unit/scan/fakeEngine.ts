/** An engine without processes: it stands for libyara's workers. */
import { readFile } from 'node:fs/promises';
import { EngineError } from '../../../server/src/common/errors.ts';
import type { PreparedRules } from '../../../server/src/engine/compiledRules.ts';
import type { EngineInfo, ScanJob, ScanResult } from '../../../server/src/protocol/engine.ts';
import type { ScanEngine } from '../../../server/src/scan/scanEngine.ts';

export const engineInfo: EngineInfo = {
  path: '/usr/lib/libyara.so.9',
  origin: 'system',
  version: '4.2',
  layout: '4.2–4.3',
  modules: [],
  candidates: [],
};

/** Matches files whose text contains `hit`. */
export class FakeEngine implements ScanEngine {
  prepared: PreparedRules = {
    type: 'compiled',
    file: '/cache/rules.yarc',
    reused: false,
    result: { kind: 'compile', messages: [], includes: [], rules: 1, patterns: 1, milliseconds: 0 },
  };
  readonly scanned: string[] = [];
  atOnce = 0;
  mostAtOnce = 0;
  /** Runs before each scan; may throw. */
  before: (path: string) => void | Promise<void> = () => undefined;

  describe = () => Promise.resolve(engineInfo);
  prepare = () => Promise.resolve(this.prepared);

  async scan({ target }: ScanJob, signal: AbortSignal): Promise<ScanResult> {
    const path = target.type === 'file' ? target.path : target.name;
    this.scanned.push(path);
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    try {
      await this.before(path);
      if (signal.aborted) throw new EngineError('cancelled', 'cancelled');
      const bytes = await readFile(path).catch(() => {
        throw new EngineError('unreadable', `${path} can't be read`);
      });
      const match = { rule: 'a', namespace: 'default', tags: [], meta: [], patterns: [] };
      return {
        kind: 'scan',
        matches: bytes.includes('hit') ? [match] : [],
        bytes: bytes.length,
        milliseconds: 0,
      };
    } finally {
      this.atOnce -= 1;
    }
  }
}
