/** "Scan File…" and "Scan Folder…": from an editor, the explorer or the palette to rules and targets. */
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { agreeToCompiled, areCompiled } from '../compiledRules.ts';
import { scanView } from '../contributions.ts';
import { reportFailure } from '../failures.ts';
import { chooseRuleFile, ensureOnDisk, isRuleFile, savedRuleFiles } from '../ruleFiles.ts';
import { EngineRequestError } from '../serviceErrors.ts';
import type { ScanPhase } from '../scanController.ts';
import { ensureTrusted } from '../trust.ts';

export async function scanFile(app: App, ...args: unknown[]): Promise<void> {
  await scan(app, args, async () =>
    vscode.window.showOpenDialog({
      title: vscode.l10n.t('Files to Scan'),
      openLabel: vscode.l10n.t('Scan'),
      canSelectMany: true,
    }),
  );
}

export async function scanFolder(app: App, ...args: unknown[]): Promise<void> {
  await scan(app, args, async () =>
    vscode.window.showOpenDialog({
      title: vscode.l10n.t('Folder to Scan'),
      openLabel: vscode.l10n.t('Scan'),
      canSelectFiles: false,
      canSelectFolders: true,
    }),
  );
}

/** Selected rule files are the rules; any other selection is the target. What is missing is asked for. */
async function scan(app: App, args: unknown[], askTargets: () => Promise<vscode.Uri[] | undefined>): Promise<void> {
  if (!(await ensureTrusted(vscode.l10n.t('Scanning')))) {
    return;
  }
  const selected = selection(args);
  const areRules = selected.length > 0 && selected.every(isRuleFile);
  const chosen = areRules ? selected : await chosenRules();
  const targets = chosen && (selected.length === 0 || areRules ? await askTargets() : selected);
  if (chosen !== undefined && targets !== undefined) {
    await startScan(app, chosen, targets);
  }
}

/** Saves the rules and scans; asks first when that would end another scan. The workspace is trusted. */
export async function startScan(
  app: App,
  chosen: readonly vscode.Uri[],
  targets: readonly vscode.Uri[],
): Promise<void> {
  const rules = await savedRuleFiles(chosen);
  if (rules === undefined || !ensureOnDisk([...rules, ...targets])) {
    return;
  }
  const compiled = await areAgreedCompiled(rules);
  if (compiled === undefined || (app.scans.phase.type === 'running' && !(await confirmReplacement()))) {
    return;
  }
  app.problems.clear();
  await vscode.commands.executeCommand(`${scanView}.focus`);
  await showFailedScan(app, await app.scans.run(rules, targets, compiled));
}

/** Whether the rules are compiled; undefined when they are and can't be used, of which the person knows. */
export async function areAgreedCompiled(rules: readonly vscode.Uri[]): Promise<boolean | undefined> {
  const compiled = await Promise.all(rules.map(areCompiled));
  const [first] = rules;
  if (!compiled.includes(true) || first === undefined) {
    return false;
  }
  if (rules.length > 1) {
    void vscode.window.showWarningMessage(vscode.l10n.t('Compiled rules can only be used alone.'));
    return undefined;
  }
  return (await agreeToCompiled(first)) ? true : undefined;
}

async function chosenRules(): Promise<vscode.Uri[] | undefined> {
  const uri = await chooseRuleFile();
  return uri === undefined ? undefined : [uri];
}

/** What is to be said of a scan that did not run; the view shows all else. */
export async function showFailedScan(app: App, phase: ScanPhase): Promise<void> {
  if (phase.type === 'rejected') {
    await app.problems.show(phase.messages);
    await vscode.commands.executeCommand('workbench.actions.view.problems');
  } else if (phase.type === 'failed') {
    if (phase.error instanceof EngineRequestError && phase.error.failure.code === 'engine-missing') {
      // The view's own text says what to do, in place of a message that only says what happened.
      app.scans.clear();
    }
    await reportFailure(app, vscode.l10n.t('The scan failed.'), phase.error);
  }
}

/** Asks whether the scan that runs may be cancelled. */
export async function confirmReplacement(): Promise<boolean> {
  const replace = vscode.l10n.t('Cancel It');
  const answer = await vscode.window.showWarningMessage(
    vscode.l10n.t('A scan is running. Cancel it and start this one?'),
    { modal: true },
    replace,
  );
  return answer === replace;
}

/** Menus hand over the resource that was clicked and, in the explorer, all that are selected. */
function selection([clicked, all]: unknown[]): vscode.Uri[] {
  if (Array.isArray(all)) {
    const uris = all.filter((one) => one instanceof vscode.Uri);
    if (uris.length > 0) {
      return uris;
    }
  }
  return clicked instanceof vscode.Uri ? [clicked] : [];
}
