/** The end-to-end suites: in the extension host, in a restricted workspace, and through the workbench as a person. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainChromium } from './chromium.ts';
import { runHostSuite } from './hostSuite.ts';
import { out, root } from './paths.ts';
import { runHere } from './processes.ts';
import { allSkipped, merged, oneCheck, readReport, reportVariable, type StageReport } from './report.ts';
import { Unobtainable } from './unobtainable.ts';
import { obtainVscodeServer } from './vscodeServer.ts';

export const endToEndSuites = ['suite', 'restricted', 'ui'] as const;
export type EndToEndSuite = (typeof endToEndSuites)[number];

/** Milliseconds for one suite. */
const patience = 5 * 60_000;

/** What the suites work on. They get a copy: they change files and settings. */
export const workspaceFixture = join(root, 'test', 'e2e', 'fixtures', 'workspace');

async function runUiSuites(vsix: string, only: readonly string[]): Promise<StageReport> {
  const path = join(out, 'reports', 'e2e-ui.json');
  await rm(path, { force: true });
  const program = join(root, 'test', 'e2e', 'runUi.ts');
  const { code } = await runHere(process.execPath, [program, ...only], {
    env: { [reportVariable]: path, CRYPTEX_VSIX: vsix },
  });
  const report = await readReport(path, 'ui');
  if (code !== 0 && report.failures.length === 0)
    return merged([report, oneCheck('ui', `It ended with code ${code}.`)]);
  return report;
}

async function runOne(suite: EndToEndSuite, vsix: string, only: readonly string[]): Promise<StageReport> {
  if (suite === 'ui') return runUiSuites(vsix, only);
  const workspace = await mkdtemp(join(tmpdir(), 'yara-cryptex-workspace-'));
  try {
    await cp(workspaceFixture, workspace, { recursive: true });
    return await runHostSuite({ name: suite, vsix, workspace, patience });
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

export interface EndToEndOptions {
  readonly vsix: string;
  readonly suites?: readonly EndToEndSuite[];
  /** Names of UI suite files, without `.test.ts`; all of them unless given. */
  readonly only?: readonly string[];
}

/** Runs the suites one after another. All are skipped, with the reason, where there is no VS Code to run them in. */
export async function runEndToEnd(options: EndToEndOptions): Promise<StageReport> {
  const suites = options.suites ?? endToEndSuites;
  try {
    await obtainVscodeServer();
    await obtainChromium();
  } catch (error) {
    if (!(error instanceof Unobtainable)) throw error;
    return merged(suites.map((suite) => allSkipped(`end to end: ${suite}`, error.message)));
  }
  const reports: StageReport[] = [];
  for (const suite of suites) {
    console.log(`\nend to end: ${suite}`);
    try {
      reports.push(await runOne(suite, options.vsix, options.only ?? []));
    } catch (error) {
      reports.push(oneCheck(suite, error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
  }
  return merged(reports);
}
