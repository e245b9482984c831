import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { reportFailure } from '../failures.ts';

export async function restartLanguageServer(app: App): Promise<void> {
  try {
    await app.language.restart();
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The YARA language server could not be started.'), error);
  }
}
