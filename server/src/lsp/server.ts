/** The language server on a connection: what it announces, what it listens to, and how its parts hang together. */
import * as v from 'valibot';
import {
  DidChangeConfigurationNotification,
  FileChangeType,
  TextDocumentSyncKind,
  type Connection,
  type InitializeParams,
} from 'vscode-languageserver';
import {
  CheckParams,
  InitializationOptions,
  checkRequest,
  engineStatusNotification,
  trustNotification,
  type CheckSummary,
  type EngineStatus,
} from '../protocol/languageServer.ts';
import { syntaxErrors } from '../language/languageService.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';
import { Documents, pathOf } from '../workspace/documents.ts';
import { decodeRuleFile, diskFileSystem } from '../workspace/fileSystem.ts';
import { Roots } from '../workspace/roots.ts';
import { featureCapabilities, registerHandlers } from './handlers.ts';
import { Judging } from './judging.ts';
import { LanguageEngine, type EngineFactory } from './languageEngine.ts';
import { Publisher } from './publisher.ts';
import { ReadinessActions } from './readinessActions.ts';
import { ReadinessEngines, type OpenReadinessEngines } from './readinessEngines.ts';
import { ReadinessJudging } from './readinessJudging.ts';
import { SettingsStore } from './settingsStore.ts';

/** Serves until the connection closes. */
export function serve(
  connection: Connection,
  startEngine: EngineFactory,
  openReadinessEngines: OpenReadinessEngines,
): void {
  let client = clientOf({});
  const documents = new Documents();
  const settings = new SettingsStore({
    read: async (uri) =>
      client.hasConfiguration
        ? ((await connection.workspace.getConfiguration({ scopeUri: uri, section: 'yara' })) as unknown)
        : {},
    folderOf: (uri) =>
      client.folders
        .filter((folder) => uri.startsWith(`${folder}/`))
        .sort()
        .at(-1),
    complain: (message) => connection.console.warn(message),
  });
  const publisher = new Publisher((params) => void connection.sendDiagnostics(params));
  const roots = new Roots(diskFileSystem, async () =>
    (await Promise.all(client.folders.map((folder) => diskFileSystem.ruleFiles(pathOf(folder))))).flat(),
  );
  const engine = new LanguageEngine(startEngine, (status) => announce(status));
  const complain = (message: string): void => connection.console.error(message);
  const readinessEngines = new ReadinessEngines(openReadinessEngines);
  const readiness = new ReadinessJudging({
    ...{ documents, settings, files: diskFileSystem, publisher, complain },
    engines: readinessEngines,
  });
  const judging = new Judging({
    documents,
    compiler: engine,
    settings,
    roots,
    files: diskFileSystem,
    publisher,
    next: readiness,
    complain,
  });

  const announce = (status: EngineStatus): void => {
    void connection.sendNotification(engineStatusNotification, status);
    if (status.state === 'ready') {
      judging.scheduleAll();
    }
  };
  const startEngineIfTrusted = async (): Promise<void> => {
    if (client.trusted) {
      const { libyara } = await settings.settings(client.folders[0] ?? '');
      engine.use(libyara?.path ?? undefined);
      await readinessEngines.use(libyara?.path ?? undefined);
    } else {
      announce({ state: 'restricted' });
    }
  };
  const show = (document: YaraDocument): void => {
    publisher.setSyntax(document.uri, document.version, syntaxErrors(document));
    roots.update(pathOf(document.uri), document.text);
    void judging.schedule(document.uri);
    judging.scheduleDependents(pathOf(document.uri));
  };

  connection.onInitialize((params) => {
    client = clientOf(params);
    return {
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...featureCapabilities,
      },
      serverInfo: { name: 'YARA Cryptex' },
    };
  });
  connection.onInitialized(() => {
    if (client.hasConfiguration) {
      void connection.client.register(DidChangeConfigurationNotification.type, { section: 'yara' });
    }
    if (client.hasFolderEvents) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => uri));
        client.folders = [...client.folders.filter((uri) => !gone.has(uri)), ...added.map(({ uri }) => uri)];
        settings.changed();
        roots.forget();
      });
    }
    void startEngineIfTrusted();
  });
  connection.onDidChangeConfiguration(() => {
    settings.changed();
    void startEngineIfTrusted();
    judging.scheduleAll();
    void readiness.settingsChanged();
  });
  connection.onNotification(trustNotification, () => {
    client.trusted = true;
    void startEngineIfTrusted();
  });

  connection.onDidOpenTextDocument(({ textDocument: { uri, text, version } }) =>
    show(documents.open(uri, text, version)),
  );
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    publisher.edit(uri, contentChanges);
    const document = documents.change(uri, contentChanges, version);
    if (document) {
      show(document);
    }
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    documents.close(uri);
    judging.close(uri);
    publisher.close(uri);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      void fileChanged(uri, type === FileChangeType.Deleted);
    }
  });
  const fileChanged = async (uri: string, deleted: boolean): Promise<void> => {
    const path = pathOf(uri);
    if (documents.get(uri) === undefined) {
      const bytes = deleted ? undefined : await diskFileSystem.read(path);
      roots.update(path, bytes && decodeRuleFile(bytes));
    }
    judging.scheduleDependents(path);
  };

  connection.onRequest(checkRequest, async (params: unknown): Promise<CheckSummary> => {
    const { uri } = v.parse(CheckParams, params);
    await judging.schedule(uri, { pause: false });
    return { ...publisher.summary(uri), judgedBy: engine.version === undefined ? [] : [`libyara ${engine.version}`] };
  });
  registerHandlers(connection, documents, new ReadinessActions({ readinessOf: (uri) => readiness.of(uri), complain }));
  const end = async (): Promise<void> => {
    engine.dispose();
    await readinessEngines.end();
  };
  connection.onShutdown(end);
  connection.onExit(() => void end());
  connection.listen();
}

interface Client {
  trusted: boolean;
  folders: string[];
  readonly hasConfiguration: boolean;
  readonly hasFolderEvents: boolean;
}

function clientOf({ capabilities, initializationOptions, workspaceFolders }: Partial<InitializeParams>): Client {
  const options = v.safeParse(InitializationOptions, initializationOptions ?? {});
  return {
    // What can't be understood is not trusted.
    trusted: options.success && options.output.trusted,
    folders: (workspaceFolders ?? []).map(({ uri }) => uri),
    hasConfiguration: capabilities?.workspace?.configuration === true,
    hasFolderEvents: capabilities?.workspace?.workspaceFolders === true,
  };
}
