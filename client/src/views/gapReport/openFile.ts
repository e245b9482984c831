/** Opens a file of a component beside the report: its source, or its port. */
import * as vscode from 'vscode';
import { iconSafe } from '../../display.ts';

export interface OpenFileOptions {
  /** Relative to the root; a port may name a function behind `#`, and the map may say anything. */
  readonly places: readonly string[];
  /** Undefined for a path that leads out of the root. */
  readonly uriOf: (path: string) => vscode.Uri | undefined;
  /** Where there are several. */
  readonly title: string;
}

/** Of several the one that a person chooses. @throws when it can't be opened */
export async function openFile({ places, uriOf, title }: OpenFileOptions): Promise<void> {
  const items = places.map((place) => ({ label: iconSafe(place), place }));
  const chosen = items.length > 1 ? await vscode.window.showQuickPick(items, { title }) : items[0];
  const path = chosen?.place.split('#')[0];
  if (path === undefined) return;
  const uri = uriOf(path);
  if (!uri) throw new Error(vscode.l10n.t('{0} is not below the folder that is open.', path));
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.Beside });
}
