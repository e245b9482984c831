/** The language server's client. Its library is loaded when it is started, not with the extension. */
import * as v from 'valibot';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import {
  checkRequest,
  CheckSummary,
  EngineStatus,
  engineStatusNotification,
  trustNotification,
  type CheckParams,
  type InitializationOptions,
} from '../../server/src/protocol/languageServer.ts';
import type { EngineStateStore } from './engineState.ts';
import type { Logs } from './logs.ts';

/** Name of the client; its trace is governed by the setting `yara.trace.server`. */
const clientId = 'yara';
const stopMilliseconds = 5000;

export class YaraLanguageClient {
  readonly #modulePath: string;
  readonly #logs: Logs;
  readonly #engine: EngineStateStore;
  #client: Promise<LanguageClient> | undefined;

  constructor(modulePath: string, logs: Logs, engine: EngineStateStore) {
    this.#modulePath = modulePath;
    this.#logs = logs;
    this.#engine = engine;
  }

  /** Starts the server, or waits for the start that is under way. @throws when it can't be started. */
  async start(): Promise<void> {
    await this.#running();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    try {
      // A client that did not start has nothing to stop.
      await (await client)?.dispose(stopMilliseconds);
    } catch (error) {
      this.#logs.client.error('The language server did not stop in order.', error);
    }
  }

  /** Judges the document now. */
  async check(params: CheckParams, token: vscode.CancellationToken): Promise<CheckSummary> {
    const client = await this.#running();
    return v.parse(CheckSummary, await client.sendRequest(checkRequest, params, token));
  }

  /** The workspace has become trusted. */
  async trust(): Promise<void> {
    await (await this.#client)?.sendNotification(trustNotification);
  }

  #running(): Promise<LanguageClient> {
    this.#client ??= this.#launch().catch((error: unknown) => {
      this.#client = undefined;
      this.#engine.set({ state: 'stopped' });
      throw error;
    });
    return this.#client;
  }

  async #launch(): Promise<LanguageClient> {
    this.#engine.set({ state: 'starting' });
    const library = await import('./languageClientLibrary.ts');
    const run = { module: this.#modulePath, transport: library.TransportKind.ipc };
    const client = new library.LanguageClient(
      clientId,
      'YARA',
      { run, debug: { ...run, options: { execArgv: ['--nolazy', '--inspect=6099'] } } },
      {
        documentSelector: [
          { scheme: 'file', language: 'yara' },
          { scheme: 'untitled', language: 'yara' },
        ],
        initializationOptions: (): InitializationOptions => ({ trusted: vscode.workspace.isTrusted }),
        outputChannel: this.#logs.channel('server'),
        traceOutputChannel: this.#logs.channel('server'),
        revealOutputChannelOn: library.RevealOutputChannelOn.Never,
        initializationFailedHandler: () => false,
      },
    );
    client.onNotification(engineStatusNotification, (params: unknown) => {
      const status = v.safeParse(EngineStatus, params);
      if (status.success) {
        this.#engine.set(status.output);
      } else {
        this.#logs.client.error(`Engine status that is not understood: ${v.summarize(status.issues)}`);
      }
    });
    client.onDidChangeState(({ newState }) => {
      if (newState === library.State.Stopped) {
        this.#engine.set({ state: 'stopped' });
      } else if (newState === library.State.Starting) {
        this.#engine.set({ state: 'starting' });
      }
    });
    await client.start();
    return client;
  }
}
