/** Safe indexes that have been made and not yet written, each a read-only document for the diff with its index. */
import * as vscode from 'vscode';
import type { MadeSafeIndex, SafeIndexRequest, SafeIndexWork } from '../../../server/src/protocol/safeIndex.ts';

export const previewScheme = 'cryptex-safe-index';

export interface SafeIndexPreview {
  /** Of the document that shows it. */
  readonly uri: vscode.Uri;
  readonly index: vscode.Uri;
  readonly request: SafeIndexRequest;
  readonly made: MadeSafeIndex;
  readonly inputs: SafeIndexWork['inputs'];
}

export class SafeIndexPreviews implements vscode.Disposable {
  readonly #previews = new Map<string, SafeIndexPreview>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscription = vscode.Disposable.from(
    this.#changed,
    vscode.workspace.registerTextDocumentContentProvider(previewScheme, {
      onDidChange: this.#changed.event,
      provideTextDocumentContent: (uri) => this.#text(uri),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#previews.delete(uri.toString())),
  );

  /** Shows it beside the index as it is; another preview of the same index gives way. */
  async show(preview: Omit<SafeIndexPreview, 'uri'>): Promise<SafeIndexPreview> {
    const { index } = preview;
    const uri = index.with({ scheme: previewScheme });
    const shown = { ...preview, uri };
    this.#previews.set(uri.toString(), shown);
    this.#changed.fire(uri);
    const title = vscode.l10n.t('{0} ↔ Safe Index', vscode.workspace.asRelativePath(index));
    await vscode.commands.executeCommand('vscode.diff', index, uri, title, { preview: false });
    return shown;
  }

  /** The one that a menu names, otherwise that of the active editor. */
  find(resource: unknown): SafeIndexPreview | undefined {
    const uris = [resource instanceof vscode.Uri ? resource : undefined, activeModified()];
    return uris.map((uri) => uri && this.#previews.get(uri.toString())).find((preview) => preview !== undefined);
  }

  #text(uri: vscode.Uri): string {
    const preview = this.#previews.get(uri.toString());
    // After a restart of the editor its tab is there again, and nothing that could be written.
    if (!preview) return vscode.l10n.t('// This preview is over. Run "YARA: Make Safe Index…" again.');
    return new TextDecoder().decode(preview.made.bytes);
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}

function activeModified(): vscode.Uri | undefined {
  const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
  return input instanceof vscode.TabInputTextDiff ? input.modified : undefined;
}
