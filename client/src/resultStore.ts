/** Where scans are recorded, and how much is kept of them. */
import * as vscode from 'vscode';
import type { Retention, StoreChoice } from '../../server/src/protocol/history.ts';
import { readSetting } from './settings.ts';

/** A database that somebody else has left in a folder is not opened before the folder is trusted. */
export function storeChoice(): StoreChoice {
  const [folder] = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  const named = readSetting('cryptex.store.path');
  return {
    ...(named === '' ? {} : { named }),
    ...(folder && vscode.workspace.isTrusted ? { folder: folder.uri.fsPath } : {}),
  };
}

export function retention(): Retention {
  return {
    scans: readSetting('cryptex.store.keepScans'),
    days: readSetting('cryptex.store.keepDays'),
    megabytes: readSetting('cryptex.store.keepMegabytes'),
  };
}
