/** Jobs with the usual values, for tests that are about one of them. */
import type { CompileJob, RuleSource } from '../../server/src/protocol/compileJob.ts';
import type { ScanJob } from '../../server/src/protocol/scanJob.ts';

export function compileJob(sources: readonly (RuleSource | string)[], rest: Partial<CompileJob> = {}): CompileJob {
  return {
    kind: 'compile',
    sources: sources.map((source) => (typeof source === 'string' ? { path: source } : source)),
    externals: [],
    includeDirectories: [],
    overlay: [],
    want: 'check',
    ...rest,
  };
}

/** A compile root that is not on disk. */
export function text(path: string, content: string | Uint8Array): RuleSource {
  return { path, bytes: typeof content === 'string' ? Buffer.from(content) : content };
}

export function scanJob(rules: string, target: string | Uint8Array, rest: Partial<ScanJob> = {}): ScanJob {
  return {
    kind: 'scan',
    rules,
    target:
      typeof target === 'string' ? { type: 'file', path: target } : { type: 'bytes', name: 'sample', bytes: target },
    timeoutSeconds: 0,
    fast: false,
    externals: [],
    maxMatchesPerPattern: 1000,
    maxMatchBytes: 512,
    ...rest,
  };
}
