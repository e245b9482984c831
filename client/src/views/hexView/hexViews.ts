/** Hex views: read-only editors for files of any size, which mark what the last scan found in them. */
import * as vscode from 'vscode';
import { hexView } from '../../contributions.ts';
import { notificationSafe } from '../../display.ts';
import type { Logs } from '../../logs.ts';
import type { ScanController } from '../../scanController.ts';
import { webviewOptions, webviewPage } from '../webviewPage.ts';
import { HexEditor, type HexPlace } from './hexEditor.ts';

export class HexViews implements vscode.CustomReadonlyEditorProvider, vscode.Disposable {
  readonly #extensionUri: vscode.Uri;
  readonly #scans: ScanController;
  readonly #logs: Logs;
  readonly #registration: vscode.Disposable;
  readonly #open = new Map<string, HexEditor>();
  /** Where a view that is being opened is to go. */
  readonly #places = new Map<string, HexPlace>();

  constructor(extensionUri: vscode.Uri, scans: ScanController, logs: Logs) {
    this.#extensionUri = extensionUri;
    this.#scans = scans;
    this.#logs = logs;
    this.#registration = vscode.window.registerCustomEditorProvider(hexView, this);
  }

  dispose(): void {
    this.#registration.dispose();
  }

  /** Shows a file on disk at a place in it. */
  async show(path: string, place: HexPlace): Promise<void> {
    if (/[\ud800-\udfff]/u.test(path)) {
      // Addresses of the editor are text; see bytePaths.ts for what such names are.
      void vscode.window.showErrorMessage(
        vscode.l10n.t("{0} can't be opened: its name is not valid text.", notificationSafe(path)),
      );
      return;
    }
    const uri = vscode.Uri.file(path);
    const open = this.#open.get(uri.toString());
    if (open === undefined) {
      this.#places.set(uri.toString(), place);
    } else {
      open.go(place);
    }
    await vscode.commands.executeCommand('vscode.openWith', uri, hexView, { preview: true });
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => undefined };
  }

  resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): void {
    const { webview } = panel;
    const key = uri.toString();
    const editor = new HexEditor({ uri, panel, scans: this.#scans, logs: this.#logs, place: this.#places.get(key) });
    this.#places.delete(key);
    this.#open.set(key, editor);
    panel.onDidDispose(() => {
      editor.dispose();
      if (this.#open.get(key) === editor) this.#open.delete(key);
    });
    webview.options = webviewOptions(this.#extensionUri);
    webview.html = webviewPage(webview, this.#extensionUri, 'hexView', 'Hex View');
  }
}
