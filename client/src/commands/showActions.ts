import * as vscode from 'vscode';
import type { App } from '../app.ts';
import type { CommandId } from '../contributions.ts';
import type { EngineState } from '../engineState.ts';
import { activeRuleDocument } from '../ruleFiles.ts';

interface Action extends vscode.QuickPickItem {
  readonly command: CommandId | 'workbench.trust.manage' | 'workbench.action.openSettings';
  readonly argument?: string;
}

/** What the status item offers: first what its state asks for. */
export async function showActions(app: App): Promise<void> {
  const picked = await vscode.window.showQuickPick(actions(app.engine.current), { title: 'YARA' });
  if (picked !== undefined) {
    await vscode.commands.executeCommand(picked.command, ...(picked.argument === undefined ? [] : [picked.argument]));
  }
}

function actions(engine: EngineState): Action[] {
  return [
    ...remedy(engine),
    ...(activeRuleDocument() === undefined
      ? []
      : [action('check', vscode.l10n.t('Check File'), 'yara.checkFile' as const)]),
    action('file', vscode.l10n.t('Scan File…'), 'yara.scanFile'),
    action('folder', vscode.l10n.t('Scan Folder…'), 'yara.scanFolder'),
    action('library', vscode.l10n.t('Select Engine'), 'yara.selectEngine'),
    action('output', vscode.l10n.t('Show Log'), 'yara.showLog'),
    { ...action('settings-gear', vscode.l10n.t('Settings'), 'workbench.action.openSettings'), argument: 'yara.' },
  ];
}

function remedy(engine: EngineState): Action[] {
  switch (engine.state) {
    case 'missing':
      return [action('cloud-download', vscode.l10n.t('Obtain libyara…'), 'yara.obtainEngine')];
    case 'restricted':
      return [action('workspace-trusted', vscode.l10n.t('Manage Workspace Trust'), 'workbench.trust.manage')];
    case 'stopped':
      return [action('refresh', vscode.l10n.t('Restart Language Server'), 'yara.restartLanguageServer')];
    case 'starting':
    case 'ready':
      return [];
  }
}

function action(icon: string, label: string, command: Action['command']): Action {
  return { label, iconPath: new vscode.ThemeIcon(icon), command };
}
