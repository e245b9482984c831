import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The worker's program: a bundle beside this one when built, otherwise the source. */
export function workerEntry(): string {
  const bundle = join(import.meta.dirname, 'libyaraWorker.cjs');
  return existsSync(bundle) ? bundle : join(import.meta.dirname, 'worker', 'main.ts');
}
