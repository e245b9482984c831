import * as v from 'valibot';
import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { reportFailure } from '../failures.ts';

const Arguments = v.tuple([
  v.pipe(v.string(), v.regex(/^[A-Za-z_]\w{0,127}$/)),
  v.union([v.string(), v.number(), v.boolean()]),
  v.string(),
]);

/** Run by a quick-fix with (name, value, uri of the rule file): adds the variable to the settings of its folder. */
export async function declareExternal(app: App, ...args: unknown[]): Promise<void> {
  try {
    const [name, value, uri] = v.parse(Arguments, args);
    const scope = vscode.Uri.parse(uri, true);
    const configuration = vscode.workspace.getConfiguration('yara', scope);
    const inFolder = vscode.workspace.getWorkspaceFolder(scope) !== undefined;
    const inspected = configuration.inspect<Record<string, unknown>>('externalVariables');
    // Only what is set at that level: the editor merges the levels itself.
    const declared = inFolder ? inspected?.workspaceFolderValue : inspected?.globalValue;
    await configuration.update(
      'externalVariables',
      { ...declared, [name]: value },
      inFolder ? vscode.ConfigurationTarget.WorkspaceFolder : vscode.ConfigurationTarget.Global,
    );
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The external variable could not be declared.'), error);
  }
}
