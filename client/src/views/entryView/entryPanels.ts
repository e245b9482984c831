/** The panel that shows entries: there is one, in which a person walks from entry to entry. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { Entry } from '../../../../server/src/protocol/cryptex.ts';
import { EntryPageState } from '../../../../server/src/protocol/entryView.ts';
import { entryPanel } from '../../contributions.ts';
import { EntryPanel, type EntryPanelOptions } from './entryPanel.ts';

export class EntryPanels implements vscode.Disposable {
  readonly #options: EntryPanelOptions;
  readonly #serializer: vscode.Disposable;
  #panel: EntryPanel | undefined;

  constructor(options: EntryPanelOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(entryPanel, {
      deserializeWebviewPanel: (panel, state: unknown) => this.#bringBack(panel, state),
    });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  /** The entry in the active editor, if that is the panel. */
  get active(): Entry | undefined {
    return this.#panel?.active;
  }

  /** Shows an entry. What can't be read is said in the panel. */
  async open(id: number): Promise<void> {
    await this.#shown().open(id);
  }

  /** Shows an entry and asks a language model for its summary. */
  async suggest(id: number): Promise<void> {
    await this.#shown().suggestFor(id);
  }

  #shown(): EntryPanel {
    this.#panel ??= this.#added(new EntryPanel(this.#options));
    return this.#panel;
  }

  #added(panel: EntryPanel): EntryPanel {
    panel.onDidEnd(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    return panel;
  }

  /** `state` is what the page has kept, in a window that is no more. */
  async #bringBack(panel: vscode.WebviewPanel, state: unknown): Promise<void> {
    const kept = v.safeParse(EntryPageState, state);
    if (!kept.success || kept.output.id === undefined || this.#panel) {
      panel.dispose();
      return;
    }
    this.#panel = this.#added(new EntryPanel(this.#options, panel));
    await this.#panel.resume(kept.output.id);
  }
}
