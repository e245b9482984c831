/** Comparisons of scans that are open, each a read-only document. */
import * as vscode from 'vscode';

const scheme = 'cryptex-comparison';

export class Comparisons implements vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #subscription = vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) =>
        // After a restart of the editor its tab is there again.
        this.#texts.get(uri.toString()) ?? vscode.l10n.t('This comparison is over. Run "YARA: Earlier Scans…" again.'),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#texts.delete(uri.toString())),
  );
  #number = 0;

  async show(text: string): Promise<void> {
    this.#number += 1;
    const uri = vscode.Uri.from({ scheme, path: `${vscode.l10n.t('Comparison of Scans')} ${this.#number}.diff` });
    this.#texts.set(uri.toString(), text);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
