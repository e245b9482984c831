/** The panel that shows entries: there is one, in which a person walks from entry to entry. */
import type * as vscode from 'vscode';
import type { Entry } from '../../../../server/src/protocol/cryptex.ts';
import { EntryPanel, type EntryPanelOptions } from './entryPanel.ts';

export class EntryPanels implements vscode.Disposable {
  readonly #options: EntryPanelOptions;
  #panel: EntryPanel | undefined;

  constructor(options: EntryPanelOptions) {
    this.#options = options;
  }

  dispose(): void {
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
    if (!this.#panel) {
      const panel = new EntryPanel(this.#options);
      this.#panel = panel;
      panel.onDidEnd(() => {
        if (this.#panel === panel) this.#panel = undefined;
      });
    }
    return this.#panel;
  }
}
