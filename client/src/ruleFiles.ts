/** Which rule files a command is about, and that what is on disk is what the person sees. */
import * as vscode from 'vscode';
import { iconSafe } from './display.ts';

const language = 'yara';
const maxOffered = 1000;

export function isRuleFile(uri: vscode.Uri): boolean {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open === undefined ? /\.yara?$/i.test(uri.path) : open.languageId === language;
}

/** The rule file in the active editor, or, when the focus is elsewhere, in a visible one. */
export function activeRuleDocument(): vscode.TextDocument | undefined {
  const { activeTextEditor, visibleTextEditors } = vscode.window;
  return [activeTextEditor, ...visibleTextEditors].find((editor) => editor?.document.languageId === language)?.document;
}

/** The active rule file, otherwise one that the person picks. Undefined when they leave. */
export async function chooseRuleFile(): Promise<vscode.Uri | undefined> {
  const active = activeRuleDocument();
  if (active !== undefined) {
    return active.uri;
  }
  const items = await workspaceRuleItems();
  if (items.length > 0) {
    const separator = { label: '', kind: vscode.QuickPickItemKind.Separator };
    const browse = { label: vscode.l10n.t('Browse…'), iconPath: new vscode.ThemeIcon('folder-opened') };
    const picked = await vscode.window.showQuickPick<RuleItem>([...items, separator, browse], {
      title: vscode.l10n.t('Rule File'),
      placeHolder: vscode.l10n.t('Choose the rules to use'),
    });
    if (picked === undefined || picked.uri !== undefined) {
      return picked?.uri;
    }
  }
  return (await browseForRules(false))?.[0];
}

/** Rule files that are used together: the open one, any of the workspace, or others on disk. Undefined when the person leaves. */
export async function chooseRuleFiles(): Promise<vscode.Uri[] | undefined> {
  const items = await workspaceRuleItems();
  const active = activeRuleDocument()?.uri;
  const whole = {
    label: vscode.l10n.t('Several Rule Files of the Workspace…'),
    iconPath: new vscode.ThemeIcon('files'),
  };
  const browse = { label: vscode.l10n.t('Browse…'), iconPath: new vscode.ThemeIcon('folder-opened') };
  const open: RuleItem[] =
    active === undefined ? [] : [{ ...ruleItem(active), description: vscode.l10n.t('open file') }];
  const picked = await vscode.window.showQuickPick<RuleItem>(
    [...open, ...(items.length > 1 ? [whole] : []), browse, ...items.filter(({ uri }) => uri?.path !== active?.path)],
    { title: vscode.l10n.t('Rules'), placeHolder: vscode.l10n.t('Choose the rules to scan with') },
  );
  if (picked === whole) {
    const several = await vscode.window.showQuickPick<RuleItem>(items, {
      title: vscode.l10n.t('Rules'),
      placeHolder: vscode.l10n.t('They are compiled together'),
      canPickMany: true,
    });
    return several === undefined || several.length === 0 ? undefined : several.flatMap(({ uri }) => uri ?? []);
  }
  if (picked === browse) {
    return await browseForRules(true);
  }
  return picked?.uri && [picked.uri];
}

interface RuleItem extends vscode.QuickPickItem {
  readonly uri?: vscode.Uri;
}

function ruleItem(uri: vscode.Uri): RuleItem {
  return { label: iconSafe(vscode.workspace.asRelativePath(uri)), iconPath: new vscode.ThemeIcon('file'), uri };
}

async function workspaceRuleItems(): Promise<RuleItem[]> {
  const files = await vscode.workspace.findFiles('**/*.{yar,yara}', undefined, maxOffered);
  return files.map(ruleItem).sort((a, b) => (a.label < b.label ? -1 : 1));
}

async function browseForRules(several: boolean): Promise<vscode.Uri[] | undefined> {
  return await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Rule File'),
    filters: { [vscode.l10n.t('YARA rules')]: ['yar', 'yara', 'rule', 'yarc'], [vscode.l10n.t('All files')]: ['*'] },
    canSelectMany: several,
  });
}

/**
 * Saves open rule files with changes, as starting a debugger does: the engine reads from disk, includes too.
 * Returns where the rule files are now (an untitled one gets a name), or undefined when one could not be saved.
 */
export async function savedRuleFiles(rules: readonly vscode.Uri[]): Promise<vscode.Uri[] | undefined> {
  const saved = new Map<string, vscode.Uri>();
  for (const document of vscode.workspace.textDocuments) {
    const isWanted = rules.some((uri) => uri.toString() === document.uri.toString());
    const needsSaving = document.isUntitled
      ? isWanted
      : document.isDirty && (isWanted || document.languageId === language);
    if (!needsSaving) {
      continue;
    }
    const uri = await vscode.workspace.save(document.uri);
    if (uri === undefined) {
      return undefined;
    }
    saved.set(document.uri.toString(), uri);
  }
  return rules.map((uri) => saved.get(uri.toString()) ?? uri);
}

/** The engine opens files by path; false, with a message, for a file that has none on this machine. */
export function ensureOnDisk(uris: readonly vscode.Uri[]): boolean {
  if (uris.every((uri) => uri.scheme === 'file')) {
    return true;
  }
  void vscode.window.showWarningMessage(
    vscode.l10n.t(
      'The engine reads files from disk, and this workspace is not on one. Copy the files to a folder first.',
    ),
  );
  return false;
}
