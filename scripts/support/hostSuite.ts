/** Running a bundled suite in the extension host of the VS Code server, with the packaged extension installed. */
import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { join } from 'node:path';
import { out } from './paths.ts';
import { oneCheck, readReport, reportVariable, type StageReport } from './report.ts';
import { bundleSuite, type HostSuite } from './suiteBundle.ts';
import { Workbench } from './workbench.ts';

export interface HostSuiteOptions {
  readonly name: HostSuite;
  readonly vsix: string;
  /** Absolute path of the folder that is open while the suite runs. */
  readonly workspace: string;
  readonly env?: Readonly<Record<string, string>>;
  /** For the whole suite, in milliseconds. */
  readonly patience: number;
}

/**
 * An extension that contributes nothing. VS Code runs tests only for an extension under development; ours is to come
 * from its package.
 */
export async function emptyExtension(): Promise<string> {
  const folder = join(out, 'test', 'e2e', 'empty-extension');
  await mkdir(folder, { recursive: true });
  const manifest = { name: 'empty', publisher: 'yara-cryptex-tests', version: '0.0.1', engines: { vscode: '*' } };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

/** VS Code's own console is long and about other things: it goes to a file, and what the suites say to this one. */
const isTestLine = (text: string) => /^ {2}(ok|failed|skipped) /.test(text);

/** Runs the suite and answers its report; a suite that hangs, crashes or can't be loaded is a failure. */
export async function runHostSuite(options: HostSuiteOptions): Promise<StageReport> {
  const tests = await bundleSuite(options.name);
  const development = await emptyExtension();
  const reportPath = join(out, 'reports', `e2e-${options.name}.json`);
  await mkdir(join(out, 'reports'), { recursive: true });
  await rm(reportPath, { force: true });
  const workbench = await Workbench.start({
    vsix: options.vsix,
    trust: options.name === 'restricted',
    forTests: true,
    env: { ...options.env, [reportVariable]: reportPath },
  });
  const log = createWriteStream(join(out, 'reports', `e2e-${options.name}.log`));
  try {
    const { server, page } = workbench;
    await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
      const text = args.map(String).join(' ');
      log.write(`[${type}] ${text}\n`);
      if (isTestLine(text)) console.log(text);
    });
    const ended = Promise.withResolvers<number>();
    await page.exposeFunction('codeAutomationExit', ended.resolve);
    await page.goto(
      server.address(options.workspace, [
        ['extensionDevelopmentPath', server.remoteUri(development)],
        ['extensionTestsPath', server.remoteUri(tests)],
        ['skipWelcome', 'true'],
      ]),
    );
    const abandon = new AbortController();
    const result = await Promise.race([
      ended.promise,
      pause(options.patience, 'late' as const, { signal: abandon.signal }),
    ]);
    abandon.abort();
    if (result === 'late') {
      const picture = join(out, 'screenshots', `e2e-${options.name}-late.png`);
      await page.screenshot({ path: picture });
      return oneCheck(
        options.name,
        `It did not end within ${options.patience / 1000} s. See ${picture}.\n${server.log()}`,
      );
    }
    const report = await readReport(reportPath, options.name);
    if (result !== 0 && report.failures.length === 0) {
      report.failures.push({
        name: options.name,
        message: `The extension host ended with code ${result}.\n${server.log()}`,
      });
    }
    return report;
  } finally {
    log.end();
    await workbench.close();
  }
}
