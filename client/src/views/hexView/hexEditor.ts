/** One hex view: gives its page the bytes that it shows, and what the scan found there. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import { FromHexView, hexPageSize, type ToHexView } from '../../../../server/src/protocol/hexView.ts';
import type { Logs } from '../../logs.ts';
import type { ScanController } from '../../scanController.ts';
import { matchesInFile, problemWith, type FileMatches } from './fileMatches.ts';
import { HexFile, type FileState } from './hexFile.ts';

export interface HexPlace {
  readonly offset: number;
  readonly length: number;
}

export interface HexEditorOptions {
  readonly uri: vscode.Uri;
  readonly panel: vscode.WebviewPanel;
  readonly scans: ScanController;
  readonly logs: Logs;
  /** Where to go first; where the page was before it was hidden when undefined. */
  readonly place: HexPlace | undefined;
}

export class HexEditor implements vscode.Disposable {
  readonly #options: HexEditorOptions;
  readonly #file: HexFile;
  readonly #subscriptions: vscode.Disposable;
  #place: HexPlace | undefined;
  #found: FileMatches = { matches: [], omitted: 0 };
  #isReady = false;

  constructor(options: HexEditorOptions) {
    const { uri, panel, scans, place } = options;
    this.#options = options;
    this.#place = place;
    this.#file = new HexFile(uri.fsPath);
    this.#subscriptions = vscode.Disposable.from(
      panel.webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      panel.onDidChangeViewState(() => this.#viewChanged()),
      scans.onDidChange(({ atOnce }) => {
        if (atOnce && this.#isReady) this.#sendMatches();
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** At once when the page is there, otherwise when it is. */
  go(place: HexPlace): void {
    if (this.#isReady) {
      this.#sendMatches();
      this.#send({ type: 'go', ...place });
      this.#log(this.#checkPlace(place));
    } else {
      this.#place = place;
    }
  }

  #viewChanged(): void {
    const { visible, active } = this.#options.panel;
    // A hidden page is thrown away; a new one says that it is ready.
    if (!visible) this.#isReady = false;
    // Notices what has become of the file meanwhile.
    else if (active && this.#isReady) this.#log(this.#read(0, 0));
  }

  #send(message: ToHexView): void {
    void this.#options.panel.webview.postMessage(message);
  }

  #receive(message: unknown): void {
    const parsed = v.safeParse(FromHexView, message);
    if (parsed.success) {
      this.#log(this.#answer(parsed.output));
    } else {
      this.#options.logs.client.error(`A message of a hex view that is not understood: ${v.summarize(parsed.issues)}`);
    }
  }

  #log(work: Promise<void>): void {
    void work.catch((error: unknown) => {
      this.#options.logs.client.error(error instanceof Error ? error : String(error));
    });
  }

  async #answer(message: FromHexView): Promise<void> {
    switch (message.type) {
      case 'ready':
        return this.#begin();
      case 'read':
        return this.#read(message.offset, hexPageSize);
      case 'check': {
        const match = this.#found.matches[message.match];
        return match && this.#checkPlace(match);
      }
    }
  }

  async #begin(): Promise<void> {
    const { uri } = this.#options;
    const state: FileState =
      uri.scheme === 'file'
        ? await this.#file.look()
        : { size: 0, problem: 'Only files on a disk can be shown a part at a time.' };
    this.#isReady = true;
    this.#sendFile(state);
    this.#sendMatches();
    const place = this.#place;
    this.#place = undefined;
    if (place !== undefined) this.go(place);
  }

  async #read(offset: number, length: number): Promise<void> {
    if (this.#options.uri.scheme !== 'file') {
      return;
    }
    const { bytes, changed } = await this.#file.read(offset, length);
    if (changed !== undefined) this.#sendFile(changed);
    if (length > 0) this.#send({ type: 'bytes', offset, bytes: Buffer.from(bytes).toString('hex') });
  }

  async #checkPlace({ offset, length }: HexPlace): Promise<void> {
    const match = this.#found.matches.find((one) => one.offset === offset && one.length === length);
    const problem = match && (await problemWith(this.#options.uri.fsPath, match));
    this.#send({ type: 'checked', offset, ...(problem !== undefined && { problem }) });
  }

  #sendFile(state: FileState): void {
    this.#send({ type: 'file', path: this.#options.uri.fsPath, ...state });
  }

  #sendMatches(): void {
    const found = matchesInFile(this.#options.scans.current.results, this.#options.uri.fsPath);
    this.#found = found;
    const matches = found.matches.map(({ offset, length, pattern, rule }) => ({ offset, length, pattern, rule }));
    this.#send({ type: 'matches', matches, omitted: found.omitted });
  }
}
