/**
 * `npm run test:electron [-- VERSION…]`: the suites that run inside VS Code, in desktop VS Codes with the package
 * installed. Without versions: the oldest supported and the newest. A version that can't be downloaded is a failure:
 * who asks for this run wants to know that it ran.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { obtainDesktop, runDesktopSuite } from './support/desktop.ts';
import { ownTarget, packageExtension } from './support/packaging.ts';
import { root } from './support/paths.ts';
import { buildOrExit } from './support/processes.ts';
import { countsOf, details, merged, oneCheck, type StageReport } from './support/report.ts';
import { Unobtainable } from './support/unobtainable.ts';

async function oldestSupported(): Promise<string> {
  const Manifest = v.pipe(v.string(), v.parseJson(), v.object({ engines: v.object({ vscode: v.string() }) }));
  return v.parse(Manifest, await readFile(join(root, 'package.json'), 'utf8')).engines.vscode.replace(/^\^/, '');
}

async function runOn(version: string, vsix: string): Promise<StageReport> {
  try {
    const program = await obtainDesktop(version);
    const reports: StageReport[] = [];
    for (const suite of ['suite', 'restricted'] as const)
      reports.push(await runDesktopSuite(program, version, suite, vsix));
    return merged(reports);
  } catch (error) {
    if (!(error instanceof Unobtainable)) throw error;
    return oneCheck(`VS Code ${version}`, error.message);
  }
}

const asked = process.argv.slice(2);
await buildOrExit(root);
const vsix = await packageExtension(ownTarget());
const reports: StageReport[] = [];
for (const version of asked.length > 0 ? asked : [await oldestSupported(), 'stable']) {
  console.log(`\nVS Code ${version}`);
  reports.push(await runOn(version, vsix));
}
const report = merged(reports);
console.log(['', ...details(report), countsOf(report)].join('\n'));
process.exitCode = report.failures.length > 0 ? 1 : 0;
