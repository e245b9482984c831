/** A vitest reporter that leaves a report where `CRYPTEX_TEST_REPORT` says, with the reason of each skip. */
import { relative } from 'node:path';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { root } from './paths.ts';
import { reportVariable, writeReport, type StageReport } from './report.ts';

const textOf = (errors: readonly (Error | SerializedError)[] | undefined) =>
  (errors ?? []).map((error) => error.stack ?? error.message).join('\n');

function add(report: StageReport, module: TestModule): void {
  const file = relative(root, module.moduleId);
  const broken = module.errors();
  if (broken.length > 0) report.failures.push({ name: file, message: textOf(broken) });
  for (const test of module.children.allTests()) {
    const name = `${file} > ${test.fullName}`;
    const result = test.result();
    switch (result.state) {
      case 'passed':
        report.passed += 1;
        break;
      case 'failed':
        report.failures.push({ name, message: textOf(result.errors) });
        break;
      case 'skipped':
        report.skipped.push({ name, reason: result.note ?? 'its condition in that file does not hold here' });
        break;
      case 'pending':
        report.failures.push({ name, message: 'It did not end.' });
    }
  }
}

/** Named by its file on vitest's command line, which wants a default export. */
class ReportFile implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Promise<void> {
    const report: StageReport = { passed: 0, failures: [], skipped: [] };
    for (const module of modules) add(report, module);
    if (unhandled.length > 0) report.failures.push({ name: 'unhandled errors', message: textOf(unhandled) });
    const path = process.env[reportVariable];
    if (path) await writeReport(path, report);
  }
}

// eslint-disable-next-line no-restricted-syntax -- see above
export default ReportFile;
