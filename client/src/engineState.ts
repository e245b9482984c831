/** What is known about the engine and its language server, for the status item and the Scan view. */
import * as vscode from 'vscode';
import type { EngineStatus } from '../../server/src/protocol/languageServer.ts';

/** The language server's word, and `stopped` for when it has none. */
export type EngineState = EngineStatus | { readonly state: 'stopped' };

export class EngineStateStore implements vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<EngineState>();
  readonly onDidChange = this.#changed.event;
  #state: EngineState = { state: 'starting' };

  get current(): EngineState {
    return this.#state;
  }

  set(state: EngineState): void {
    this.#state = state;
    this.#changed.fire(state);
  }

  dispose(): void {
    this.#changed.dispose();
  }
}
