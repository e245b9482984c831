/** An editor for tests: a language client on in-memory streams, with the real server at the other end. */
import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Diagnostic,
  type ProtocolConnection,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { createConnection } from 'vscode-languageserver/node';
import type { EngineStatus } from '../../server/src/protocol/languageServer.ts';
import type { EngineFactory } from '../../server/src/lsp/languageEngine.ts';
import { openReadinessEngines, type OpenReadinessEngines } from '../../server/src/lsp/readinessEngines.ts';
import { serve } from '../../server/src/lsp/server.ts';

export interface SessionOptions {
  readonly engine: EngineFactory;
  readonly readinessEngines?: OpenReadinessEngines;
  readonly folder?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trusted?: boolean;
}

export class Session {
  readonly connection: ProtocolConnection;
  readonly #events = new EventEmitter();
  readonly #diagnostics = new Map<string, PublishDiagnosticsParams>();
  readonly #texts = new Map<string, { text: string; version: number }>();
  settings: Readonly<Record<string, unknown>>;
  status: EngineStatus | undefined;
  /** Every publication, in order. */
  readonly published: PublishDiagnosticsParams[] = [];

  private constructor(connection: ProtocolConnection, settings: Readonly<Record<string, unknown>>) {
    this.connection = connection;
    this.settings = settings;
  }

  static async start(options: SessionOptions): Promise<Session> {
    const [up, down] = [new PassThrough(), new PassThrough()];
    serve(
      createConnection(new StreamMessageReader(up), new StreamMessageWriter(down)),
      options.engine,
      options.readinessEngines ?? openReadinessEngines,
    );
    const connection = createProtocolConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
    const session = new Session(connection, options.settings ?? {});
    connection.onRequest('workspace/configuration', ({ items }: { items: unknown[] }) =>
      items.map(() => session.settings),
    );
    connection.onRequest('client/registerCapability', () => null);
    connection.onNotification('textDocument/publishDiagnostics', (params: PublishDiagnosticsParams) => {
      session.#diagnostics.set(params.uri, params);
      session.published.push(params);
      session.#events.emit('change');
    });
    connection.onNotification('cryptex/engineStatus', (status: EngineStatus) => {
      session.status = status;
      session.#events.emit('change');
    });
    connection.listen();
    await connection.sendRequest('initialize', {
      processId: null,
      rootUri: null,
      capabilities: { workspace: { configuration: true, workspaceFolders: true } },
      workspaceFolders: options.folder === undefined ? null : [{ uri: options.folder, name: 'test' }],
      initializationOptions: { trusted: options.trusted ?? true },
    });
    await connection.sendNotification('initialized', {});
    return session;
  }

  async open(uri: string, text: string): Promise<void> {
    this.#texts.set(uri, { text, version: 1 });
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'yara', version: 1, text },
    });
  }

  /** Replaces the first occurrence of `from`; resolves to the new version. */
  async edit(uri: string, from: string, to: string): Promise<number> {
    const { text, version } = this.textOf(uri);
    const index = text.indexOf(from);
    const range = { start: positionAt(text, index), end: positionAt(text, index + from.length) };
    await this.change(uri, [{ range, text: to }], text.slice(0, index) + to + text.slice(index + from.length));
    return version + 1;
  }

  async change(uri: string, contentChanges: unknown[], text: string): Promise<void> {
    const version = this.textOf(uri).version + 1;
    this.#texts.set(uri, { text, version });
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges,
    });
  }

  async close(uri: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  }

  textOf(uri: string): { text: string; version: number } {
    const known = this.#texts.get(uri);
    if (!known) {
      throw new Error(`${uri} is not open.`);
    }
    return known;
  }

  /** What is published for a file, once it is as wanted; fails with what there is when it does not come. */
  async diagnostics(
    uri: string,
    wanted: (diagnostics: readonly Diagnostic[]) => boolean,
    milliseconds = 10_000,
  ): Promise<readonly Diagnostic[]> {
    const params = await this.until(
      () => {
        const now = this.#diagnostics.get(uri);
        return now && wanted(now.diagnostics) ? now : undefined;
      },
      () => `${uri} has ${JSON.stringify(this.#diagnostics.get(uri)?.diagnostics ?? null, undefined, 1)}`,
      milliseconds,
    );
    return params.diagnostics;
  }

  async until<T>(probe: () => T | undefined, describe: () => string, milliseconds = 10_000): Promise<T> {
    const timeout = AbortSignal.timeout(milliseconds);
    for (;;) {
      const value = probe();
      if (value !== undefined) {
        return value;
      }
      try {
        await once(this.#events, 'change', { signal: timeout });
      } catch {
        throw new Error(`Waited in vain: ${describe()}`);
      }
    }
  }

  async stop(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    this.connection.dispose();
  }
}

function positionAt(text: string, index: number): { line: number; character: number } {
  const before = text.slice(0, index).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
