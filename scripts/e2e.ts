/**
 * `npm run test:e2e [-- --packaged] [--suite package|suite|restricted|ui]… [FILE…]`: runs the end-to-end suites in a
 * real VS Code with the packaged extension installed. The extension is built and packaged first, or with `--packaged`
 * taken from where `npm run package` put it. Files are named without `.test.ts`.
 */
import { parseArgs } from 'node:util';
import { endToEndSuites, runEndToEnd } from './support/endToEnd.ts';
import { ownTarget, packageExtension, packagePath } from './support/packaging.ts';
import { root } from './support/paths.ts';
import { buildOrExit } from './support/processes.ts';
import { countsOf, details } from './support/report.ts';

const { values, positionals } = parseArgs({
  options: { packaged: { type: 'boolean' }, suite: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const packaged = values.packaged === true;
if (!packaged) await buildOrExit(root);
const report = await runEndToEnd({
  vsix: packaged ? await packagePath(ownTarget()) : await packageExtension(ownTarget()),
  suites: endToEndSuites.filter((suite) => values.suite?.includes(suite) ?? true),
  only: positionals,
});
console.log(['', ...details(report), countsOf(report)].join('\n'));
process.exitCode = report.failures.length > 0 ? 1 : 0;
