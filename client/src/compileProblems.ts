/**
 * What the compiler said about rules that were compiled or scanned with, in the Problems view.
 *
 * The language server reports the same for the files that it judges, in more detail: ours give way to its, and go when
 * their file changes.
 */
import * as vscode from 'vscode';
import type { EngineMessage } from '../../server/src/protocol/compileJob.ts';
import { visible } from './display.ts';

export class CompileProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('cryptex-compile');
  readonly #subscription = vscode.Disposable.from(
    vscode.languages.onDidChangeDiagnostics(({ uris }) => uris.forEach((uri) => this.#giveWay(uri))),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (contentChanges.length > 0) {
        this.#collection.delete(document.uri);
      }
    }),
  );

  /** Replaces everything that is shown. Returns the number of errors. */
  async show(messages: readonly EngineMessage[]): Promise<number> {
    this.#collection.clear();
    for (const path of new Set(messages.map((message) => message.path))) {
      const group = messages.filter((message) => message.path === path);
      const uri = vscode.Uri.file(path);
      const document = await openQuietly(uri);
      this.#collection.set(
        uri,
        group.map((message) => diagnostic(message, document)),
      );
      this.#giveWay(uri);
    }
    return messages.filter((message) => message.level === 'error').length;
  }

  clear(): void {
    this.#collection.clear();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#collection.dispose();
  }

  /** By file: the server may place the same message on another line, where its token is. */
  #giveWay(uri: vscode.Uri): void {
    const ours = this.#collection.get(uri) ?? [];
    const theirs = vscode.languages.getDiagnostics(uri).filter((other) => other.source !== source);
    if (ours.length > 0 && worst(theirs) <= worst(ours)) {
      this.#collection.delete(uri);
    }
  }
}

/** Severities count down to the worst, which is an error. */
function worst(diagnostics: readonly vscode.Diagnostic[]): number {
  return Math.min(Infinity, ...diagnostics.map(({ severity }) => severity));
}

const source = 'yara (compile)';

function diagnostic(message: EngineMessage, document: vscode.TextDocument | undefined): vscode.Diagnostic {
  const line = Math.max(0, message.line - 1);
  const text = document !== undefined && line < document.lineCount ? document.lineAt(line) : undefined;
  const range =
    text === undefined
      ? new vscode.Range(line, 0, line, 1)
      : new vscode.Range(line, text.firstNonWhitespaceCharacterIndex, line, text.range.end.character);
  const severity = message.level === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const result = new vscode.Diagnostic(range, visible(message.text, 2000), severity);
  result.source = source;
  return result;
}

async function openQuietly(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined; // Not text, or gone: the message is shown at its line all the same.
  }
}
