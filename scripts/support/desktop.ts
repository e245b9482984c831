/** Suites in a desktop VS Code, for machines that can download one. */
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { workspaceFixture } from './endToEnd.ts';
import { emptyExtension } from './hostSuite.ts';
import { out } from './paths.ts';
import { run } from './processes.ts';
import { merged, oneCheck, readReport, reportVariable, type StageReport } from './report.ts';
import { bundleSuite, type HostSuite } from './suiteBundle.ts';
import { suiteEnvironment } from './suiteEnvironment.ts';
import { Unobtainable } from './unobtainable.ts';
import { quietSettings } from './vscodeServer.ts';

/**
 * Downloads a VS Code into the cache.
 * @param version such as `1.101.0`, or `stable` for the newest
 * @throws {Unobtainable}
 */
export async function obtainDesktop(version: string): Promise<string> {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: join(cacheFolder(), 'vscode-desktop') });
  } catch (error) {
    throw new Unobtainable(
      `VS Code ${version} can't be downloaded from update.code.visualstudio.com`,
      'Where that address is blocked, `npm run test:e2e` runs the same suites in the VS Code server from npm.',
      error,
    );
  }
}

/** Runs one suite with the package installed into a fresh profile. */
export async function runDesktopSuite(
  program: string,
  version: string,
  name: HostSuite,
  vsix: string,
): Promise<StageReport> {
  const label = `${name} on VS Code ${version}`;
  const profile = await mkdtemp(join(tmpdir(), 'yara-cryptex-desktop-'));
  try {
    const workspace = join(profile, 'workspace');
    await cp(workspaceFixture, workspace, { recursive: true });
    const settings = { ...quietSettings, 'security.workspace.trust.startupPrompt': 'never' };
    await mkdir(join(profile, 'data', 'User'), { recursive: true });
    await writeFile(join(profile, 'data', 'User', 'settings.json'), JSON.stringify(settings));
    const folders = [`--user-data-dir=${join(profile, 'data')}`, `--extensions-dir=${join(profile, 'extensions')}`];
    const sandbox = process.platform === 'linux' && userInfo().uid === 0 ? ['--no-sandbox'] : [];
    const [cli = program, ...cliArgs] = resolveCliArgsFromVSCodeExecutablePath(program, { reuseMachineInstall: true });
    await run(cli, [...cliArgs, ...folders, ...sandbox, '--install-extension', vsix, '--force'], {
      shell: process.platform === 'win32',
    });
    const reportPath = join(out, 'reports', `desktop-${version}-${name}.json`);
    await rm(reportPath, { force: true });
    let ended = 'It ended well.';
    await runTests({
      vscodeExecutablePath: program,
      reuseMachineInstall: true,
      extensionDevelopmentPath: await emptyExtension(),
      extensionTestsPath: await bundleSuite(name),
      extensionTestsEnv: { ...(await suiteEnvironment()), [reportVariable]: reportPath },
      launchArgs: [workspace, ...folders, ...sandbox, ...(name === 'restricted' ? [] : ['--disable-workspace-trust'])],
    }).catch((error: unknown) => (ended = error instanceof Error ? error.message : String(error)));
    const report = await readReport(reportPath, label);
    const unexplained = ended !== 'It ended well.' && report.failures.length === 0;
    return unexplained ? merged([report, oneCheck(label, ended)]) : report;
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
