/** How ready rules are for YARA-X, for a person. */
import { escapeText } from '../../common/escape.ts';
import type { Comparison } from '../../gap/readiness/compare.ts';
import type { MendedFile } from '../../gap/readiness/readiness.ts';
import type { MatchDifference, Refusal, RuleFileReadiness } from '../../protocol/readiness.ts';
import type { Colors } from '../terminal/terminal.ts';
import { shortPath } from './engineMessage.ts';

/** What is known to differ, in words; headings of docs/readiness.md. */
const reasons: Readonly<Record<MatchDifference['reason'], string>> = {
  'xor-fullword': 'with `xor fullword` YARA-X looks at the neighbours as they are when decoded',
  base64: 'libyara also takes what only looks like the text in Base64',
  module: 'its condition asks a module, and the two read the file differently',
  unexplained: 'no known difference explains it',
};

/**
 * A line for each thing that keeps a file from being ready; nothing for one that is. A place that several files include
 * is told once: `seen` has those that were.
 */
export function readinessText(readiness: RuleFileReadiness, seen: Set<string>, colors: Colors): string {
  const { path, libyara, yaraX, refusals, comparison } = readiness;
  const name = escapeText(shortPath(path));
  const lines: string[] = [];
  if (libyara.verdict === 'refused') lines.push(`${name}: libyara does not compile it (\`cryptex check\` tells why)`);
  for (const failure of [libyara.failure, yaraX.failure])
    if (failure !== undefined) lines.push(`${name}: ${colors.red('error')}: ${escapeText(failure)}`);
  if (libyara.verdict === 'compiles') {
    for (const refusal of refusals) {
      const place = JSON.stringify([refusal.file, refusal.line, refusal.column, refusal.kind]);
      if (!seen.has(place)) lines.push(refusalText(refusal, colors));
      seen.add(place);
    }
    lines.push(...(comparison?.differences ?? []).map((difference) => differenceText(name, difference, colors)));
    lines.push(...(comparison ? failuresText(name, comparison) : []));
  }
  return lines.map((line) => `${line}\n`).join('');
}

function failuresText(name: string, { samples, failures }: Comparison): string[] {
  const [first] = failures;
  if (first && failures.length === samples) return [`${name}: could not be compared: ${escapeText(first.message)}`];
  return failures.map(
    ({ sample, message }) => `${name}: ${escapeText(shortPath(sample))} could not be compared: ${escapeText(message)}`,
  );
}

function refusalText({ file, line, column, kind, rule, message, fix }: Refusal, colors: Colors): string {
  const place = `${escapeText(shortPath(file))}:${line}:${column}`;
  const where = rule === undefined ? '' : ` (rule ${escapeText(rule)})`;
  const help = fix ? `\n  ${fix.title}${fix.isSafe ? '' : `, by hand: ${fix.because ?? ''}`}` : '';
  return `${place}: ${colors.red(`refused[${kind}]`)}: ${escapeText(message)}${where}${help}`;
}

function differenceText(name: string, difference: MatchDifference, colors: Colors): string {
  const { sample, rule, pattern, type, reason, offsets } = difference;
  const what = {
    'only-libyara': 'matches with libyara only',
    'only-yara-x': 'matches with YARA-X only',
    'other-matches': `${escapeText(pattern ?? '')} differs at ${offsets.map((at) => `0x${at.toString(16)}`).join(', ')}`,
  }[type];
  const place = `${escapeText(rule)} on ${escapeText(shortPath(sample))}`;
  return `${name}: ${colors.yellow(`differs[${reason}]`)}: ${place}: ${what}; ${reasons[reason]}`;
}

/** What was mended, or would be. */
export function mendedText(
  { applied, readiness }: MendedFile,
  { dryRun }: { dryRun?: boolean },
  colors: Colors,
): string {
  if (applied.length === 0) return '';
  const name = escapeText(shortPath(readiness.path));
  const label = colors.green(dryRun ? 'would mend' : 'mended');
  return applied.map(({ line, kind, fix }) => `${name}:${line}: ${label}[${kind}]: ${fix?.title ?? ''}\n`).join('');
}

export function summaryText(audited: readonly RuleFileReadiness[], samples: number): string {
  const of = (status: RuleFileReadiness['status']) => audited.filter((one) => one.status === status).length;
  const counted = audited.filter(({ status }) => status !== 'excluded');
  const sum = (pick: (one: RuleFileReadiness) => number) => counted.reduce((total, one) => total + pick(one), 0);
  const [rules, ready] = [sum((one) => one.rules), sum((one) => one.readyRules)];
  const files = `${of('done')} of ${counted.length} files are ready for YARA-X`;
  const partly = of('in_progress') > 0 ? `, ${of('in_progress')} in part` : '';
  const left = of('excluded') > 0 ? `; libyara does not compile ${of('excluded')} more` : '';
  const compared = samples > 0 ? `, compared on ${samples} samples` : '';
  return `${files}${partly}; ${ready} of ${rules} rules${compared}${left}`;
}
