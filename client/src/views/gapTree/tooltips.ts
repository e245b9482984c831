/** What a component and a function have to tell, as Markdown. Nothing in it comes alive. */
import * as vscode from 'vscode';
import { portedLinesOf, portedOf, type GapComponent, type GapFunction } from '../../../../server/src/protocol/gap.ts';
import { markdownText } from '../../dictionary/entryMarkdown.ts';
import { codeSpan } from '../../display.ts';
import { componentStatusName, evidenceName, gapLanguageName, riskName, stateName } from '../../gap/words.ts';

export function componentTooltip(component: GapComponent): vscode.MarkdownString {
  const { status, statusBy, language, risk, responsible, functions, lines, candidates, bound, drifted } = component;
  const facts = [
    statusBy === undefined
      ? componentStatusName(status)
      : vscode.l10n.t('{0}, says {1}', componentStatusName(status), statusBy),
    gapLanguageName(language),
    riskName(risk),
    ...(responsible === undefined ? [] : [responsible]),
  ];
  const counts = [
    vscode.l10n.t(
      '{0} of {1} functions and {2} of {3} lines are ported',
      portedOf(component),
      functions,
      portedLinesOf(component),
      lines,
    ),
    ...(candidates > 0 ? [vscode.l10n.t('{0} perhaps', candidates)] : []),
    ...(bound > 0 ? [vscode.l10n.t('{0} called through FFI', bound)] : []),
    ...(drifted > 0 ? [vscode.l10n.t('{0} changed since they were confirmed', drifted)] : []),
  ];
  return markdown(
    `**${markdownText(component.component)}**`,
    facts.map((fact) => markdownText(fact)).join(' · '),
    markdownText(counts.join(', ')),
    component.ports.map(codeSpan).join(', '),
    list(component.evidence),
    markdownText(component.note ?? ''),
    component.syntaxErrors ? markdownText(vscode.l10n.t('Parts of it could not be parsed.')) : '',
  );
}

export function functionTooltip(fn: GapFunction): vscode.MarkdownString {
  const { symbol, file, line, lines, codename, state, match, saidBy, note, rejected, isDrifted } = fn;
  const facts = [
    saidBy === undefined ? stateName(state) : vscode.l10n.t('{0}, says {1}', stateName(state), saidBy),
    vscode.l10n.t('{0} lines', lines),
    ...(isDrifted ? [vscode.l10n.t('changed since its port was confirmed')] : []),
  ];
  return markdown(
    `**${markdownText(symbol === '' ? file : symbol)}** ${markdownText(codename)}`,
    `${facts.map((fact) => markdownText(fact)).join(' · ')} · ${codeSpan(`${file}:${line}`)}`,
    match ? `${codeSpan(match.port)} ${markdownText(vscode.l10n.t('{0} %', Math.round(100 * match.score)))}` : '',
    list(match?.evidence.map(({ kind, reason }) => `${evidenceName(kind)}: ${reason}`) ?? []),
    markdownText(note ?? ''),
    rejected.length === 0 ? '' : `${markdownText(vscode.l10n.t('Rejected:'))} ${rejected.map(codeSpan).join(', ')}`,
  );
}

const list = (lines: readonly string[]): string => lines.map((line) => `- ${markdownText(line)}`).join('\n');

const markdown = (...parts: readonly string[]): vscode.MarkdownString =>
  new vscode.MarkdownString(parts.filter((part) => part !== '').join('\n\n'));
