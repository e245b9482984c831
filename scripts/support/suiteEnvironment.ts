/** What suites are told of the machine, in their environment. */
import { obtain, libyara } from './requirements.ts';

/** Set to the reason where there is no libyara that works; tests that need one are skipped with it. */
export const noLibyaraVariable = 'CRYPTEX_E2E_NO_LIBYARA';

export async function suiteEnvironment(): Promise<Record<string, string>> {
  const lines: string[] = [];
  const there = await obtain(libyara, (line) => lines.push(line));
  return { [noLibyaraVariable]: there ? '' : lines.join('\n') };
}
