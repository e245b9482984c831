/** `npm test`: every check there is, in order. A stage that fails doesn't keep the next from running. */
import { countsOf, details, merged, outline, type StageReport } from './support/report.ts';
import { stages } from './support/stages.ts';

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

const began = performance.now();
const reports: StageReport[] = [];
const rows: string[] = [];
for (const { name, run } of stages) {
  console.log(`\n━━ ${name}`);
  const from = performance.now();
  const report = await run();
  reports.push(report);
  const row = `${name}: ${countsOf(report)} (${seconds(from)})`;
  rows.push(row);
  console.log([...details(report), row].join('\n'));
}
const total = merged(reports);
console.log(['', '━━ summary', ...rows, ...outline(total), `${countsOf(total)} (${seconds(began)})`].join('\n'));
process.exitCode = total.failures.length > 0 ? 1 : 0;
