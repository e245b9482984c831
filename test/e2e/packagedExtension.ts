/** The `.vsix` under test. */
import { run } from '../../scripts/support/processes.ts';

/** Its absolute path; `npm run test:e2e` makes it and tells. */
export function vsixUnderTest(): string {
  const path = process.env['CRYPTEX_VSIX'];
  if (!path) throw new Error('CRYPTEX_VSIX is not set. Run `npm run test:e2e`.');
  return path;
}

/** Unpacks it into an empty folder. Python is there: node-gyp needs it. */
export async function unpackVsix(vsix: string, folder: string): Promise<void> {
  await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'zipfile', '-e', vsix, folder]);
}
