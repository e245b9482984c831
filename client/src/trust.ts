/** Scanning, compiling and the dictionary wait for workspace trust, whoever runs the command. */
import * as vscode from 'vscode';

/**
 * False, with a message that says how to go on, in a restricted workspace. `what` completes "… needs a trusted workspace";
 * `meanwhile` is a sentence on what goes without.
 */
export async function ensureTrusted(
  what: string,
  meanwhile = vscode.l10n.t('In restricted mode YARA rules are only read, never run.'),
): Promise<boolean> {
  if (vscode.workspace.isTrusted) {
    return true;
  }
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const answer = await vscode.window.showWarningMessage(
    `${vscode.l10n.t('{0} needs a trusted workspace.', what)} ${meanwhile}`,
    manage,
  );
  if (answer === manage) {
    await vscode.commands.executeCommand('workbench.trust.manage');
  }
  return vscode.workspace.isTrusted;
}
