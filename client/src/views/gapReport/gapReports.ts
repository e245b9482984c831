/** The one panel of the gap report; the editor brings it back when the window is reloaded. */
import * as vscode from 'vscode';
import { gapReportPanel } from '../../contributions.ts';
import { GapReportPanel, type GapReportPanelOptions } from './gapReportPanel.ts';

export class GapReports implements vscode.Disposable {
  readonly #options: GapReportPanelOptions;
  readonly #serializer: vscode.Disposable;
  #panel: GapReportPanel | undefined;

  constructor(options: GapReportPanelOptions) {
    this.#options = options;
    this.#serializer = vscode.window.registerWebviewPanelSerializer(gapReportPanel, {
      deserializeWebviewPanel: (panel) => {
        // The page has kept its filter itself.
        if (this.#panel) panel.dispose();
        else this.#add(panel);
        return Promise.resolve();
      },
    });
  }

  dispose(): void {
    this.#serializer.dispose();
    this.#panel?.dispose();
  }

  open(): void {
    if (this.#panel) this.#panel.reveal();
    else this.#add();
  }

  #add(brought?: vscode.WebviewPanel): void {
    const panel = new GapReportPanel(this.#options, brought);
    this.#panel = panel;
    panel.onDidEnd(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
  }
}
