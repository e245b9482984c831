/** How a command that failed tells the person: once, in words, with the way to go on. */
import * as vscode from 'vscode';
import type { App } from './app.ts';
import { notificationSafe } from './display.ts';
import { EngineRequestError, isCancellation } from './serviceErrors.ts';

/** `what` names what did not work, as a sentence. The log gets the cause. */
export async function reportFailure(app: App, what: string, error: unknown): Promise<void> {
  if (isCancellation(error)) {
    return;
  }
  app.logs.client.error(what, error instanceof Error ? error : String(error));
  if (error instanceof EngineRequestError && error.failure.code === 'engine-missing') {
    app.engine.set({ state: 'missing', failure: error.failure });
    await offer(what, error, 'yara.obtainEngine', vscode.l10n.t('Obtain libyara'));
  } else {
    await offer(what, error, 'yara.showLog', vscode.l10n.t('Show Log'));
  }
}

async function offer(what: string, error: unknown, command: string, title: string): Promise<void> {
  const text = `${what} ${error instanceof Error ? error.message : String(error)}`;
  if ((await vscode.window.showErrorMessage(notificationSafe(text), title)) === title) {
    await vscode.commands.executeCommand(command);
  }
}
