/** Asks where an export goes; its format follows from the name. */
import { extname } from 'node:path';
import * as vscode from 'vscode';
import { ensureOnDisk } from '../ruleFiles.ts';

/** One row a format; the first extension is the one that is proposed. */
export type ExportFormats<Format extends string> = Readonly<
  Record<Format, { readonly name: string; readonly extensions: readonly string[] }>
>;

export interface ExportQuestion {
  readonly title: string;
  /** That is proposed. */
  readonly fileName: string;
  readonly formatTitle: string;
}

export interface ExportTarget<Format extends string> {
  /** On the disk. */
  readonly output: vscode.Uri;
  readonly format: Format;
}

/** Undefined when the person thinks better of it. */
export async function askExportTarget<Format extends string>(
  formats: ExportFormats<Format>,
  { title, fileName, formatTitle }: ExportQuestion,
): Promise<ExportTarget<Format> | undefined> {
  const rows = Object.entries(formats) as [Format, ExportFormats<Format>[Format]][];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const output = await vscode.window.showSaveDialog({
    title,
    saveLabel: vscode.l10n.t('Export'),
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, fileName) }),
    filters: Object.fromEntries(rows.map(([, { name, extensions }]) => [name, [...extensions]])),
  });
  if (!output || !ensureOnDisk([output])) return undefined;
  const extension = extname(output.path).slice(1).toLowerCase();
  const known = rows.find(([, { extensions }]) => extensions.includes(extension));
  if (known) return { output, format: known[0] };
  // The name does not say.
  const items = rows.map(([format, { name, extensions }]) => ({
    label: name,
    description: `.${extensions[0] ?? ''}`,
    format,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: formatTitle });
  return picked && { output, format: picked.format };
}
