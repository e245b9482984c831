/** Runs mocha over suite modules and brings the result into a report. Works in an extension host and in plain Node. */
import type { Context, Runnable, Suite, Test } from 'mocha';
import { reportVariable, writeReport, type StageReport } from '../../scripts/support/report.ts';

/** File name → what loads it; a suite module declares its tests when it is loaded. */
export type SuiteFiles = Readonly<Record<string, () => Promise<unknown>>>;

const reasons = new WeakMap<object, string>();

/** Skips the running test, or in a `before` hook all tests of its suite, and says what is absent. */
export function skip(context: Context, reason: string): never {
  const runnable: (Runnable & { readonly type?: string }) | undefined = context.test;
  if (runnable) reasons.set(runnable.type === 'hook' && runnable.parent ? runnable.parent : runnable, reason);
  return context.skip();
}

function reasonOf(test: Test): string {
  for (let place: Test | Suite | undefined = test; place; place = place.parent) {
    const reason = reasons.get(place);
    if (reason !== undefined) return reason;
  }
  return 'no reason given';
}

/**
 * Runs all suites in order, prints each test, leaves the report where `CRYPTEX_TEST_REPORT` says, and returns it.
 * Finding no test at all counts as a failure. `onFailure` runs while the failed test's surroundings are still there.
 */
export async function runSuites(files: SuiteFiles, onFailure?: (test: string) => Promise<void>): Promise<StageReport> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, slow: 5_000, reporter: 'min', color: false });
  if (onFailure) {
    mocha.suite.afterEach(async function () {
      if (this.currentTest?.state === 'failed') await onFailure(this.currentTest.fullTitle());
    });
  }
  for (const [file, load] of Object.entries(files)) {
    mocha.suite.emit('pre-require', globalThis, file, mocha);
    await load();
  }
  const report: StageReport = { passed: 0, failures: [], skipped: [] };
  mocha.reporter(function Collect(this: unknown, runner: Mocha.Runner) {
    runner.on('pass', (test) => {
      report.passed += 1;
      console.log(`  ok      ${test.fullTitle()} (${test.duration ?? 0} ms)`);
    });
    runner.on('fail', (test, error: unknown) => {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      report.failures.push({ name: test.fullTitle(), message });
      console.log(`  failed  ${test.fullTitle()}`);
    });
    runner.on('pending', (test) => {
      report.skipped.push({ name: test.fullTitle(), reason: reasonOf(test) });
      console.log(`  skipped ${test.fullTitle()}: ${reasonOf(test)}`);
    });
  } as unknown as Mocha.ReporterConstructor);
  await new Promise<void>((resolve) => mocha.run(() => resolve()));
  if (report.passed + report.failures.length + report.skipped.length === 0) {
    report.failures.push({ name: 'suites', message: 'No test was found.' });
  }
  const path = process.env[reportVariable];
  if (path) await writeReport(path, report);
  return report;
}
