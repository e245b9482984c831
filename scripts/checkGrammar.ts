/** `node scripts/checkGrammar.ts`: is the generated parser what the grammar gives? */
import { checkGrammar } from './support/grammarCheck.ts';
import { countsOf, details } from './support/report.ts';

const report = await checkGrammar(console.log);
console.log([...details(report), countsOf(report)].join('\n'));
if (report.failures.length > 0) process.exitCode = 1;
