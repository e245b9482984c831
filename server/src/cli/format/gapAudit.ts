/** The gap audit in words, for the terminal. */
import { escapeText } from '../../common/escape.ts';
import type { ComponentChange } from '../../gap/report/compare.ts';
import type { AuditResult } from '../../gap/draft.ts';
import { coverage, portedOf, totalsOf, type GapDecision, type GapProblem, type GapRun } from '../../protocol/gap.ts';
import type { AuditedComponent } from '../../store/gapRows.ts';
import type { Colors } from '../terminal/terminal.ts';
import type { ComponentStatus, GapComponent } from '../../protocol/gap.ts';

const words: Readonly<Record<ComponentStatus, string>> = {
  done: 'done',
  in_progress: 'in progress',
  pending: 'pending',
  excluded: 'excluded',
};

const colorOf = (status: ComponentStatus, colors: Colors): ((text: string) => string) =>
  ({ done: colors.green, in_progress: colors.cyan, pending: colors.yellow, excluded: colors.dim })[status];

export function auditText(
  { components, totals, settings, targetFunctions, leftOut }: AuditResult,
  colors: Colors,
): string {
  const lines = components.map(({ component }) => componentLine(component, colors));
  const all = components.map(({ component }) => component);
  const code = totalsOf(all.filter(({ language }) => language !== 'yara'));
  const rules = totalsOf(all.filter(({ language }) => language === 'yara'));
  lines.push(
    ...(components.length > 0 ? [''] : []),
    `${totals.components} components: ${totals.done} done, ${totals.inProgress} in progress, ${totals.pending} pending, ${totals.excluded} excluded${totals.drifted > 0 ? `; ${totals.drifted} drifted` : ''}`,
    `${colors.bold(`${coverage(code.ported, code.functions)} %`)} of ${code.functions} functions and ${coverage(code.portedLines, code.lines)} % of ${code.lines} lines are ported to ${settings.target}` +
      (code.bound > 0 ? `; ${code.bound} functions are called through FFI` : ''),
  );
  if (rules.components > 0) lines.push(`${rules.ported} of ${rules.functions} rules are ready for YARA-X`);
  if (leftOut.length > 0)
    lines.push(colors.dim(`${leftOut.length} files are left out: vendored, generated, tests or excluded`));
  if (totals.components === 0)
    lines.push(`There is nothing to port here: no code in ${settings.languages.join(', ')}.`);
  else if (targetFunctions === 0 && components.some(({ component }) => component.language !== 'yara'))
    lines.push(`There is no code in ${settings.target} here: everything counts as pending.`);
  return lines.map((line) => `${line}\n`).join('');
}

export function componentLine(component: GapComponent, colors: Colors): string {
  const { status, functions, risk, responsible, drifted } = component;
  const told = [
    `${portedOf(component)} of ${functions} ${component.language === 'yara' ? 'rules' : 'functions'}`,
    ...(risk === 'low' ? [] : [`${risk} risk`]),
    ...(drifted > 0 ? [colors.red('drifted')] : []),
    ...(responsible === undefined ? [] : [escapeText(responsible)]),
  ];
  return `${colorOf(status, colors)(words[status].padEnd(11))} ${escapeText(component.component)}  ${told.join(', ')}`;
}

/** All that is known of a component, with the reasons. */
export function componentDetails({ component, functions }: AuditedComponent, colors: Colors): string {
  const facts = [
    ...component.evidence,
    ...(component.note === undefined ? [] : [component.note]),
    ...(component.ports.length > 0 ? [`port: ${component.ports.join(', ')}`] : []),
  ];
  const lines = [componentLine(component, colors), ...facts.map((fact) => `  ${escapeText(fact)}`)];
  for (const { symbol, line, state, match, saidBy, note, isDrifted } of functions) {
    const to = match ? ` → ${escapeText(match.port)} (${match.score.toFixed(2)})` : '';
    lines.push(`  ${escapeText(symbol)}:${line}  ${state}${isDrifted ? colors.red(', drifted') : ''}${to}`);
    for (const reason of [...(match?.evidence.map((one) => one.reason) ?? []), ...(note === undefined ? [] : [note])])
      lines.push(colors.dim(`      ${escapeText(reason)}`));
    if (saidBy !== undefined && !match) lines.push(colors.dim(`      said by ${escapeText(saidBy)}`));
  }
  return lines.map((line) => `${line}\n`).join('');
}

export function problemText({ file, line, message }: GapProblem): string {
  return escapeText(`${file}${line === undefined ? '' : `:${line}`}: ${message}`);
}

/** Of many files only the first are named: the report has all. */
export function unparsedText(files: readonly GapProblem[]): string {
  const named = files.slice(0, 3).map(({ file }) => file);
  const more = files.length - named.length;
  const all = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return escapeText(`parts could not be parsed of ${all}; the rest of them is counted`);
}

export function decisionLine({ at, by, component, subject, kind, value }: GapDecision): string {
  const of = subject === '' ? component : subject;
  return escapeText(`${at}  ${by}  ${kind} ${of}${value === '' ? '' : `: ${value}`}`);
}

export function runLine({ at, commit, totals }: GapRun): string {
  const percent = coverage(totals.ported, totals.functions);
  return escapeText(
    `${at}  ${commit?.slice(0, 12) ?? 'no commit'}  ${percent} % of ${totals.functions} functions, ${totals.done} of ${totals.components} components done`,
  );
}

export function changeLine({ component, type, what }: ComponentChange, colors: Colors): string {
  const color = { better: colors.green, worse: colors.red, other: colors.yellow, new: colors.cyan, gone: colors.dim }[
    type
  ];
  return `${color(type.padEnd(6))} ${escapeText(`${component}  ${what}`)}`;
}
