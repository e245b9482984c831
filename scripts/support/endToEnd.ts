/**
 * The end-to-end suites, all with what users get: the package by itself, in the extension host, in a restricted
 * workspace, and through the workbench as a person.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainChromium } from './chromium.ts';
import { runHostSuite } from './hostSuite.ts';
import { out, root } from './paths.ts';
import { runHere } from './processes.ts';
import { allSkipped, merged, oneCheck, readReport, reportVariable, type StageReport } from './report.ts';
import { suiteEnvironment } from './suiteEnvironment.ts';
import { Unobtainable } from './unobtainable.ts';
import { obtainVscodeServer } from './vscodeServer.ts';

export const endToEndSuites = ['package', 'suite', 'restricted', 'ui'] as const;
export type EndToEndSuite = (typeof endToEndSuites)[number];

/** Milliseconds for one suite. */
const patience = 5 * 60_000;

/** What the suites work on. They get a copy: they change files and settings. */
export const workspaceFixture = join(root, 'test', 'e2e', 'fixtures', 'workspace');

type Environment = Readonly<Record<string, string>>;

/** Suites in a process of their own, outside VS Code. */
async function runFolder(
  suite: EndToEndSuite,
  vsix: string,
  env: Environment,
  only: readonly string[],
): Promise<StageReport> {
  const path = join(out, 'reports', `e2e-${suite}.json`);
  await rm(path, { force: true });
  const program = join(root, 'test', 'e2e', 'runFolder.ts');
  const { code } = await runHere(process.execPath, [program, suite, ...only], {
    env: { ...env, [reportVariable]: path, CRYPTEX_VSIX: vsix },
  });
  const report = await readReport(path, suite);
  if (code !== 0 && report.failures.length === 0)
    return merged([report, oneCheck(suite, `It ended with code ${code}.`)]);
  return report;
}

async function runOne(
  suite: EndToEndSuite,
  vsix: string,
  env: Environment,
  only: readonly string[],
): Promise<StageReport> {
  if (suite === 'package' || suite === 'ui') return runFolder(suite, vsix, env, only);
  const workspace = await mkdtemp(join(tmpdir(), 'yara-cryptex-workspace-'));
  try {
    await cp(workspaceFixture, workspace, { recursive: true });
    return await runHostSuite({ name: suite, vsix, workspace, env, patience });
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

export interface EndToEndOptions {
  readonly vsix: string;
  readonly suites?: readonly EndToEndSuite[];
  /** Names of files of `package` and `ui`, without `.test.ts`; all of them unless given. */
  readonly only?: readonly string[];
}

/** Why there is no VS Code to run suites in, if there is none. */
async function whyNoVscode(): Promise<string | undefined> {
  try {
    await obtainVscodeServer();
    await obtainChromium();
    return undefined;
  } catch (error) {
    if (!(error instanceof Unobtainable)) throw error;
    return error.message;
  }
}

/** Runs the suites one after another. Those that need a VS Code are skipped, with the reason, where there is none. */
export async function runEndToEnd(options: EndToEndOptions): Promise<StageReport> {
  const suites = options.suites ?? endToEndSuites;
  const missing = suites.some((suite) => suite !== 'package') ? await whyNoVscode() : undefined;
  const env = await suiteEnvironment();
  const reports: StageReport[] = [];
  for (const suite of suites) {
    console.log(`\nend to end: ${suite}`);
    try {
      if (missing !== undefined && suite !== 'package') reports.push(allSkipped(`end to end: ${suite}`, missing));
      else reports.push(await runOne(suite, options.vsix, env, options.only ?? []));
    } catch (error) {
      reports.push(oneCheck(suite, error instanceof Error ? (error.stack ?? error.message) : String(error)));
    }
  }
  return merged(reports);
}
