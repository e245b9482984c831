/** The stages of `npm test`. Each answers a report; none throws for a test that failed. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { runEndToEnd } from './endToEnd.ts';
import { checkGrammar } from './grammarCheck.ts';
import { ownTarget, packageExtension } from './packaging.ts';
import { out, root } from './paths.ts';
import { capture, runHere } from './processes.ts';
import { merged, oneCheck, readReport, reportVariable, type StageReport } from './report.ts';
import { obtainAll } from './requirements.ts';

export interface Stage {
  readonly name: string;
  readonly run: () => Promise<StageReport>;
}

const nothing: StageReport = { passed: 0, failures: [], skipped: [] };

/** Runs one of npm's tools by the path of its program in `node_modules`, and keeps quiet unless it fails. */
function check(name: string, program: string, ...args: readonly string[]): Stage {
  return {
    name,
    run: async () => {
      const { code, output } = await capture(process.execPath, [join(root, program), ...args], { cwd: root });
      return oneCheck(name, code === 0 ? undefined : output.trimEnd() || `It ended with code ${code}.`);
    },
  };
}

/** Missing things are named here, and counted as skips by the tests that need them. */
async function setUp(): Promise<StageReport> {
  await obtainAll(console.log);
  return nothing;
}

async function runVitest(): Promise<StageReport> {
  const path = join(out, 'reports', 'vitest.json');
  await rm(path, { force: true });
  const reporters = ['--reporter=default', '--reporter=./scripts/support/vitestReporter.ts'];
  const { code } = await runHere(
    process.execPath,
    [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters],
    {
      cwd: root,
      env: { [reportVariable]: path },
    },
  );
  const report = await readReport(path, 'vitest');
  if (code !== 0 && report.failures.length === 0)
    return merged([report, oneCheck('vitest', `It ended with code ${code}.`)]);
  return report;
}

async function runPackaged(): Promise<StageReport> {
  try {
    return await runEndToEnd({ vsix: await packageExtension(ownTarget()) });
  } catch (error) {
    return oneCheck('package', error instanceof Error ? error.message : String(error));
  }
}

export const stages: readonly Stage[] = [
  { name: 'setup', run: setUp },
  check('build', 'scripts/build.ts'),
  check('types', 'node_modules/typescript/bin/tsc', '--build'),
  check('lint', 'node_modules/eslint/bin/eslint.js', '.'),
  check('format', 'node_modules/prettier/bin/prettier.cjs', '--check', '.'),
  { name: 'unit, language server, engine, command line', run: runVitest },
  { name: 'grammar', run: () => checkGrammar(console.log) },
  { name: 'end to end', run: runPackaged },
];
