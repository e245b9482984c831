/** What a stage of the tests came to: the one form that mocha's, vitest's and our own results are brought into. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';

export const StageReport = v.object({
  passed: v.number(),
  failures: v.array(v.object({ name: v.string(), message: v.string() })),
  /** A skip says by name what was absent. */
  skipped: v.array(v.object({ name: v.string(), reason: v.string() })),
});
export type StageReport = v.InferOutput<typeof StageReport>;

/** The environment variable that tells a test process where to leave its report. */
export const reportVariable = 'CRYPTEX_TEST_REPORT';

export function countsOf({ passed, failures, skipped }: StageReport): string {
  return `${passed} passed, ${failures.length} failed, ${skipped.length} skipped`;
}

/** Some stages are one check, such as the linter. */
export function oneCheck(name: string, failure?: string): StageReport {
  return failure === undefined
    ? { passed: 1, failures: [], skipped: [] }
    : { passed: 0, failures: [{ name, message: failure }], skipped: [] };
}

export function allSkipped(name: string, reason: string): StageReport {
  return { passed: 0, failures: [], skipped: [{ name, reason }] };
}

export function merged(reports: readonly StageReport[]): StageReport {
  return {
    passed: reports.reduce((sum, report) => sum + report.passed, 0),
    failures: reports.flatMap((report) => report.failures),
    skipped: reports.flatMap((report) => report.skipped),
  };
}

export async function writeReport(path: string, report: StageReport): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(report, undefined, 2));
}

/** The report that a test process left, or a failure: one that left none has crashed. */
export async function readReport(path: string, stage: string): Promise<StageReport> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return oneCheck(stage, 'It ended without a report.');
  return v.parse(v.pipe(v.string(), v.parseJson(), StageReport), text);
}

/** Failures with what they said, and skips with their reasons. */
export function details({ failures, skipped }: StageReport): string[] {
  const indent = (text: string) => text.trimEnd().replaceAll('\n', '\n      ');
  return [
    ...failures.map(({ name, message }) => `  failed  ${name}\n      ${indent(message)}`),
    ...skipped.map(({ name, reason }) => `  skipped ${name}: ${indent(reason)}`),
  ];
}

/** The same, a line each. */
export function outline({ failures, skipped }: StageReport): string[] {
  const firstLine = (text: string) => text.trim().split('\n')[0] ?? '';
  return [
    ...failures.map(({ name, message }) => `  failed  ${name}: ${firstLine(message)}`),
    ...skipped.map(({ name, reason }) => `  skipped ${name}: ${firstLine(reason)}`),
  ];
}
