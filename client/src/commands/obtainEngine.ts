import * as vscode from 'vscode';
import type { App } from '../app.ts';
import { reportFailure } from '../failures.ts';
import { ensureTrusted } from '../trust.ts';

/** Runs `cryptex doctor --fix` in a terminal, where it can be watched, and takes up the library when it succeeded. */
export async function obtainEngine(app: App): Promise<void> {
  if (!(await ensureTrusted(vscode.l10n.t('Obtaining libyara')))) {
    return;
  }
  const cli = vscode.Uri.joinPath(app.extensionUri, 'dist', 'cli.cjs').fsPath;
  const task = new vscode.Task(
    { type: 'process' },
    vscode.TaskScope.Workspace,
    vscode.l10n.t('Obtain libyara'),
    'YARA',
    // In the desktop editor the own executable is Electron.
    new vscode.ProcessExecution(process.execPath, [cli, 'doctor', '--fix'], { env: { ELECTRON_RUN_AS_NODE: '1' } }),
  );
  task.presentationOptions = { reveal: vscode.TaskRevealKind.Always, focus: true, clear: true };
  try {
    if ((await exitCode(task)) === 0) {
      app.service.restart();
      await app.language.restart();
    }
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('libyara could not be obtained.'), error);
  }
}

async function exitCode(task: vscode.Task): Promise<number | undefined> {
  let listener: vscode.Disposable | undefined;
  // Listened to first: a short task can be over before it is known to have started.
  const ended = new Promise<number | undefined>((resolve) => {
    listener = vscode.tasks.onDidEndTaskProcess((event) => {
      if (event.execution.task.name === task.name && event.execution.task.source === task.source) {
        resolve(event.exitCode);
      }
    });
  });
  try {
    await vscode.tasks.executeTask(task);
    return await ended;
  } finally {
    listener?.dispose();
  }
}
