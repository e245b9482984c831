/** Sends results to the page, a batch at a time: the next one goes when the page has taken the one before. */
import type { ToScanPanel } from '../../../../server/src/protocol/webview.ts';
import { start, type ScanResults } from './results.ts';

/** Small enough that the page takes a batch well within a frame. */
const batchSize = 1000;

export class PanelFeed {
  readonly #send: (message: ToScanPanel) => void;
  #results: ScanResults | undefined;
  #scan = 0;
  #cursor = start;
  #isTaking = false;

  constructor(send: (message: ToScanPanel) => void) {
    this.#send = send;
  }

  /** Begins with the first result, of this scan or of a page that has none of them. */
  begin(scan: number, results: ScanResults): void {
    this.#scan = scan;
    this.#results = results;
    this.#cursor = start;
    this.#isTaking = false;
    this.more();
  }

  /** The page has taken the last batch. */
  taken(): void {
    this.#isTaking = false;
    this.more();
  }

  /** Sends what has come since, unless the page is still at the last batch. */
  more(): void {
    if (this.#isTaking || this.#results === undefined) {
      return;
    }
    const { results, next } = this.#results.after(this.#cursor, batchSize);
    if (next.rows === this.#cursor.rows && next.remarks === this.#cursor.remarks) {
      return;
    }
    this.#cursor = next;
    this.#isTaking = true;
    this.#send({ type: 'results', results: { scan: this.#scan, ...results } });
  }
}
