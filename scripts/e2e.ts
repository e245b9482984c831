/**
 * `npm run test:e2e [-- --vsix FILE] [--suite package|suite|restricted|ui]… [FILE…]`: runs the end-to-end suites in a real
 * VS Code with the packaged extension installed. Without `--vsix` the extension is built and packaged first.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { endToEndSuites, runEndToEnd } from './support/endToEnd.ts';
import { ownTarget, packageExtension } from './support/packaging.ts';
import { root } from './support/paths.ts';
import { buildOrExit } from './support/processes.ts';
import { countsOf, details } from './support/report.ts';

const { values, positionals } = parseArgs({
  options: { vsix: { type: 'string' }, suite: { type: 'string', multiple: true } },
  allowPositionals: true,
});
if (values.vsix === undefined) await buildOrExit(root);
const report = await runEndToEnd({
  vsix: values.vsix === undefined ? await packageExtension(ownTarget()) : resolve(values.vsix),
  suites: endToEndSuites.filter((suite) => values.suite?.includes(suite) ?? true),
  only: positionals,
});
console.log(['', ...details(report), countsOf(report)].join('\n'));
process.exitCode = report.failures.length > 0 ? 1 : 0;
