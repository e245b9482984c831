/** The commands with which a person decides of the gap audit, and sees what was decided. */
import * as vscode from 'vscode';
import type { ComponentStatus, GapChange } from '../../../server/src/protocol/gap.ts';
import type { App } from '../app.ts';
import { iconSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { nameOf, subjectsOf, type GapSubject } from '../gap/subjects.ts';
import { componentStatusName, decisionText } from '../gap/words.ts';

export async function confirmMatch(app: App, argument: unknown, others: unknown): Promise<void> {
  await decide(app, chosen(app, argument, others), (subject) => ({ kind: 'confirm', of: nameOf(subject) }));
}

export async function rejectMatch(app: App, argument: unknown, others: unknown): Promise<void> {
  await decide(app, chosen(app, argument, others), (subject) => ({ kind: 'reject', of: nameOf(subject) }));
}

export async function takeBackDecision(app: App, argument: unknown, others: unknown): Promise<void> {
  await decide(app, chosen(app, argument, others), (subject) => ({ kind: 'undecided', of: nameOf(subject) }));
}

export async function linkPort(app: App, argument: unknown): Promise<void> {
  const [subject] = chosen(app, argument, undefined);
  if (!subject?.fn) return;
  const port = await vscode.window.showInputBox({
    title: vscode.l10n.t('Port of {0}', titleOf([subject])),
    prompt: vscode.l10n.t('The file and the symbol of the port, with its classes'),
    placeHolder: 'src/scan.rs#Scanner::scan_mem',
    value: subject.fn.match?.port ?? '',
    validateInput: (text) => (/^[^#]+#./.test(text.trim()) ? undefined : vscode.l10n.t('Write it as FILE#SYMBOL.')),
  });
  if (port !== undefined)
    await decide(app, [subject], (one) => ({ kind: 'confirm', of: nameOf(one), port: port.trim() }));
}

/** To exclude needs a reason, and is a command of its own. */
const settable = ['pending', 'in_progress', 'done'] as const satisfies readonly ComponentStatus[];

export async function setGapStatus(app: App, argument: unknown, others: unknown): Promise<void> {
  const subjects = components(chosen(app, argument, others));
  if (subjects.length === 0) return;
  const items = settable.map((status) => ({ label: componentStatusName(status), status }));
  const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Status of {0}', titleOf(subjects)) });
  if (picked) await decide(app, subjects, (one) => ({ kind: 'status', of: nameOf(one), status: picked.status }));
}

export async function assignComponent(app: App, argument: unknown, others: unknown): Promise<void> {
  const subjects = components(chosen(app, argument, others));
  const [first] = subjects;
  if (!first) return;
  const responsible = await vscode.window.showInputBox({
    title: vscode.l10n.t('Who is responsible for {0}', titleOf(subjects)),
    prompt: vscode.l10n.t('A name; empty takes back what was said'),
    value: first.component.responsible ?? '',
  });
  if (responsible !== undefined)
    await decide(app, subjects, (one) => ({ kind: 'responsible', of: nameOf(one), responsible }));
}

export async function excludeFromGap(app: App, argument: unknown, others: unknown): Promise<void> {
  const subjects = chosen(app, argument, others);
  if (subjects.length === 0) return;
  const reason = await vscode.window.showInputBox({
    title: vscode.l10n.t('Exclude {0}', titleOf(subjects)),
    prompt: vscode.l10n.t('Why it needs no port'),
    validateInput: (text) => (text.trim() === '' ? vscode.l10n.t('Say why it needs no port.') : undefined),
  });
  if (reason !== undefined) await decide(app, subjects, (one) => ({ kind: 'exclude', of: nameOf(one), reason }));
}

export async function showGapDecisions(app: App, argument: unknown): Promise<void> {
  const [subject] = chosen(app, argument, undefined);
  if (!subject) return;
  const { component } = subject.component;
  try {
    const decisions = await app.gap.ask('gapDecisions', { component });
    const items = decisions.toReversed().map((decision) => ({
      label: iconSafe(`${decision.by} ${decisionText(decision)}`),
      description: new Date(decision.at).toLocaleString(vscode.env.language),
      detail: iconSafe(decision.subject === '' ? component : decision.subject),
    }));
    await vscode.window.showQuickPick(items, {
      title: iconSafe(vscode.l10n.t('Decisions of {0}', component)),
      placeHolder:
        items.length === 0 ? vscode.l10n.t('Nobody has decided anything of it') : vscode.l10n.t('The last one first'),
    });
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The decisions could not be read.'), error);
  }
}

async function decide(
  app: App,
  subjects: readonly GapSubject[],
  changeOf: (subject: GapSubject) => GapChange,
): Promise<void> {
  const [first] = subjects;
  if (!first) return;
  try {
    const [decided] = await app.gap.decide(subjects.map(changeOf));
    // It may be in another group now, where nobody would look for it.
    if (decided && app.gapTree.grouped.grouping === 'status' && decided.status !== first.component.status)
      await app.gapTree.reveal(decided.component, { focus: false });
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('It could not be decided.'), error);
  }
}

const chosen = (app: App, argument: unknown, others: unknown): GapSubject[] =>
  subjectsOf(argument, others, app.gapTree.selected);

/** Those of the functions among them, too. */
function components(subjects: readonly GapSubject[]): GapSubject[] {
  const all = subjects.map(({ component }) => ({ component, fn: undefined }));
  return [...new Map(all.map((subject) => [nameOf(subject), subject])).values()];
}

function titleOf(subjects: readonly GapSubject[]): string {
  const [first, ...others] = subjects;
  const name = first ? nameOf(first) : '';
  return iconSafe(others.length === 0 ? name : vscode.l10n.t('{0} and {1} more', name, others.length));
}
