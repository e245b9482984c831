/** What the editor calls what an entry has, and the icons for it. */
import * as vscode from 'vscode';
import type { EntryBrief, EntryKind, EntryStatus, SourceLanguage } from '../../../server/src/protocol/cryptex.ts';
import type { EntryGrouping } from '../../../server/src/protocol/dictionaryView.ts';

export function statusName(status: EntryStatus): string {
  switch (status) {
    case 'legacy':
      return vscode.l10n.t('Legacy');
    case 'porting':
      return vscode.l10n.t('Porting');
    case 'ported':
      return vscode.l10n.t('Ported');
    case 'verified':
      return vscode.l10n.t('Verified');
    case 'obsolete':
      return vscode.l10n.t('Obsolete');
    case 'native':
      return vscode.l10n.t('Native');
  }
}

export function kindName(kind: EntryKind): string {
  switch (kind) {
    case 'function':
      return vscode.l10n.t('Functions');
    case 'method':
      return vscode.l10n.t('Methods');
    case 'class':
      return vscode.l10n.t('Classes');
    case 'struct':
      return vscode.l10n.t('Structs');
    case 'union':
      return vscode.l10n.t('Unions');
    case 'enum':
      return vscode.l10n.t('Enums');
    case 'macro':
      return vscode.l10n.t('Macros');
    case 'module':
      return vscode.l10n.t('Modules');
    case 'cli':
      return vscode.l10n.t('Command lines');
    case 'rule':
      return vscode.l10n.t('Rules');
    case 'script':
      return vscode.l10n.t('Scripts');
  }
}

export const languageNames: Readonly<Record<SourceLanguage, string>> = {
  c: 'C',
  cpp: 'C++',
  python: 'Python',
  powershell: 'PowerShell',
  rust: 'Rust',
  typescript: 'TypeScript',
  javascript: 'JavaScript',
  yara: 'YARA',
};

export function groupingName(grouping: EntryGrouping): string {
  switch (grouping) {
    case 'family':
      return vscode.l10n.t('Family');
    case 'folder':
      return vscode.l10n.t('Folder');
    case 'kind':
      return vscode.l10n.t('Kind');
    case 'status':
      return vscode.l10n.t('Status');
    case 'owner':
      return vscode.l10n.t('Owner');
    case 'language':
      return vscode.l10n.t('Language');
  }
}

export const kindIcons: Readonly<Record<EntryKind, string>> = {
  function: 'symbol-function',
  method: 'symbol-method',
  class: 'symbol-class',
  struct: 'symbol-struct',
  union: 'symbol-struct',
  enum: 'symbol-enum',
  macro: 'symbol-constant',
  module: 'symbol-module',
  cli: 'terminal',
  rule: 'symbol-event',
  script: 'file-code',
};

const statusIcons: Readonly<Record<EntryStatus, string>> = {
  legacy: 'circle-large-outline',
  porting: 'sync',
  ported: 'pass',
  verified: 'verified-filled',
  obsolete: 'circle-slash',
  native: 'circle-large-filled',
};

const statusColors: Readonly<Partial<Record<EntryStatus, string>>> = {
  porting: 'charts.blue',
  ported: 'charts.green',
  verified: 'charts.green',
  obsolete: 'disabledForeground',
};

/** Its shape tells the status; the colour tells it too, or that the entry has drifted. */
export function statusIcon({ status, isDrifted }: Pick<EntryBrief, 'status' | 'isDrifted'>): vscode.ThemeIcon {
  const color = isDrifted ? 'list.warningForeground' : statusColors[status];
  return new vscode.ThemeIcon(statusIcons[status], color === undefined ? undefined : new vscode.ThemeColor(color));
}
