/** Both engines, and rules that are only in memory. */
import { openPoolEngine } from '../../../server/src/scan/poolEngine.ts';
import { Readiness, type ReadinessOptions } from '../../../server/src/gap/readiness/readiness.ts';
import { YaraX } from '../../../server/src/gap/readiness/yaraX.ts';
import type { RuleFileReadiness } from '../../../server/src/protocol/readiness.ts';
import { scannerVariables } from '../../../server/src/workspace/settings.ts';
import type { FileSystem } from '../../../server/src/workspace/fileSystem.ts';

export interface Laboratory extends AsyncDisposable {
  readonly engines: ReadinessOptions['engines'];
  /** Of files that are only in memory, by absolute path. */
  readiness(files: Readonly<Record<string, string | Uint8Array>>, samples?: readonly string[]): Readiness;
  /** Of one such file. */
  audit(text: string | Uint8Array, samples?: readonly string[]): Promise<RuleFileReadiness>;
}

export const settings: ReadinessOptions['settings'] = {
  externals: scannerVariables.map((name) => ({ type: 'string', name, value: '' })),
  includeDirectories: [],
  signal: new AbortController().signal,
};

export function openLaboratory(libyara: string): Laboratory {
  const engines = { libyara: openPoolEngine({ workers: 2, libyara }), yaraX: new YaraX({ workers: 2 }) };
  const readiness: Laboratory['readiness'] = (files, samples = []) => {
    const inMemory: FileSystem = {
      read: (path) => Promise.resolve(path in files ? Buffer.from(files[path] ?? '') : undefined),
      ruleFiles: () => Promise.resolve([]),
    };
    return new Readiness({ engines, files: inMemory, settings, samples });
  };
  return {
    engines,
    readiness,
    audit: async (text, samples) => {
      for await (const one of readiness({ '/rules.yar': text }, samples).audit(['/rules.yar'])) {
        if ('failure' in one) throw one.failure;
        return one;
      }
      throw new Error('Nothing was told of the file.');
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([engines.libyara[Symbol.asyncDispose](), engines.yaraX[Symbol.asyncDispose]()]);
    },
  };
}
