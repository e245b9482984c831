/** Typed reading of the settings in the table of contributions. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { settings, type SettingId, type SettingValue } from './contributions.ts';

/** The value that applies to `scope`; the default when what is configured has the wrong type. */
export function readSetting<S extends SettingId>(id: S, scope?: vscode.Uri): SettingValue<S> {
  const { schema } = settings[id];
  const value: unknown = v.parse(schema, vscode.workspace.getConfiguration(undefined, scope).get(id));
  return value as SettingValue<S>;
}

/** Absolute form of the directories in `yara.includeDirectories`; relative ones belong to the folder of `scope`. */
export function includeDirectories(scope: vscode.Uri): string[] {
  const folder = vscode.workspace.getWorkspaceFolder(scope)?.uri ?? vscode.Uri.joinPath(scope, '..');
  return readSetting('yara.includeDirectories', scope).map((directory) =>
    isAbsolute(directory) ? directory : vscode.Uri.joinPath(folder, directory).fsPath,
  );
}

function isAbsolute(path: string): boolean {
  return /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
}
