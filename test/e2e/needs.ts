/** What the machine lacks, as the runner found out. A test that needs it is skipped by name. */
import type { Context } from 'mocha';
import { skip } from './runSuites.ts';

/** In a `before` hook: the suite needs a libyara that works. */
export function needLibyara(context: Context): void {
  const missing = process.env['CRYPTEX_E2E_NO_LIBYARA'];
  if (missing) skip(context, `needs libyara. ${missing}`);
}
