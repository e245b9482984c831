/**
 * The dictionary of the workspace, as the extension sees it: where it is, whether there is one, and questions to it.
 *
 * Nothing here starts the service host before there is a reason: a view that is shown, a command, or a question in a
 * workspace whose store is known, or likely, to have a dictionary.
 */
import { resolve } from 'node:path';
import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import type { DictionaryPlace, IndexProgress, IndexReport } from '../../../server/src/protocol/dictionaryView.ts';
import type { ServiceParams, ServiceRequestName, ServiceResult } from '../../../server/src/protocol/service.ts';
import { contextKeys } from '../contributions.ts';
import { excludedGlobs } from '../excludedGlobs.ts';
import type { Logs } from '../logs.ts';
import { storeChoice } from '../resultStore.ts';
import type { ServiceClient } from '../serviceClient.ts';

/** The requests that are about one dictionary. */
type DictionaryRequestName = {
  [N in ServiceRequestName]: ServiceParams<N> extends { readonly place: DictionaryPlace } ? N : never;
}[ServiceRequestName];

/** Whether there is a dictionary, or why not; `unknown` before anybody has asked. */
export type Standing = 'unknown' | 'no-folder' | 'not-on-disk' | 'untrusted' | 'none' | 'ready' | 'failed';

export class Dictionary implements vscode.Disposable {
  readonly #service: ServiceClient;
  readonly #logs: Logs;
  readonly #changed = new vscode.EventEmitter<void>();
  /** Its entries, or whether there is one, may have changed. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions = vscode.Disposable.from(
    this.#changed,
    vscode.workspace.onDidGrantWorkspaceTrust(() => this.forget()),
    vscode.workspace.onDidChangeWorkspaceFolders(() => this.forget()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('cryptex.store.path')) this.forget();
    }),
  );
  readonly #files = new Map<string, Promise<EntryBrief[]>>();
  #standing: Standing = 'unknown';
  #looking: Promise<Standing> | undefined;
  #failure: unknown;
  /** Of the code base; the folder, or one above it. */
  #root: vscode.Uri | undefined;

  constructor(service: ServiceClient, logs: Logs) {
    this.#service = service;
    this.#logs = logs;
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  get standing(): Standing {
    return this.#standing;
  }

  /** Why it is `failed`. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The folder whose dictionary it is: the first one of the workspace that is on a disk. */
  get folder(): vscode.Uri | undefined {
    return vscode.workspace.workspaceFolders?.find(({ uri }) => uri.scheme === 'file')?.uri;
  }

  /** Finds out whether there is a dictionary; asks only once, until something may have changed. */
  async look(): Promise<Standing> {
    if (this.#standing !== 'unknown') return this.#standing;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return await this.#looking;
  }

  /** Whether there is a dictionary; without a store no process is started to find out. */
  async isThere(): Promise<boolean> {
    if (this.#standing === 'unknown' && !(await this.#hasStore())) return false;
    return (await this.look()) === 'ready';
  }

  /** Finds out anew when somebody asks. */
  forget(): void {
    this.#files.clear();
    this.#root = undefined;
    this.#stand('unknown');
    this.#changed.fire();
  }

  /** @throws as requests do; an Error when there is no folder for it, or none that is trusted */
  async ask<N extends DictionaryRequestName>(
    name: N,
    params: Omit<ServiceParams<N>, 'place'>,
    token?: CancellationToken,
  ): Promise<ServiceResult<N>> {
    // The place is what all of them have.
    return await this.#service.request(name, { ...params, place: this.place() }, token);
  }

  /** Entries of a file, relative to the root, in its order; asked once, until something changes. */
  async entriesOfFile(file: string): Promise<EntryBrief[]> {
    let entries = this.#files.get(file);
    if (!entries) {
      entries = this.ask('entriesOfFile', { file });
      this.#files.set(file, entries);
      entries.catch(() => this.#files.delete(file));
    }
    return await entries;
  }

  /** Indexes all of it, or parts: files and folders relative to the root. @throws as requests do */
  async index(
    parts: readonly string[] | undefined,
    onProgress: (progress: IndexProgress) => void,
    token?: CancellationToken,
  ): Promise<IndexReport> {
    const params = { place: this.place(), exclude: excludedGlobs(), ...(parts && { parts: [...parts] }) };
    const report = await this.#service.index(params, onProgress, token);
    const { read, gone } = report.files;
    if (this.#standing !== 'ready') this.forget();
    // All of it may have been indexed by another program.
    else if (!parts || read > 0 || gone > 0) this.entriesChanged();
    return report;
  }

  /** What is known of entries is no longer true. */
  entriesChanged(): void {
    this.#files.clear();
    this.#changed.fire();
  }

  /** As entries name files; undefined for one that is not below the root. */
  relative(uri: vscode.Uri): string | undefined {
    const root = this.#root ?? this.folder;
    const base = root && (root.path.endsWith('/') ? root.path : `${root.path}/`);
    return base !== undefined && uri.scheme === 'file' && uri.path.startsWith(base)
      ? uri.path.slice(base.length)
      : undefined;
  }

  /** Of a file that an entry names; undefined without a folder, and for a path that leads out of it. */
  uriOf(file: string): vscode.Uri | undefined {
    const root = this.#root ?? this.folder;
    const parts = file.split('/');
    return root && !parts.includes('..') ? vscode.Uri.joinPath(root, ...parts) : undefined;
  }

  /** @throws an Error when there is no folder for it, or none that is trusted */
  place(): DictionaryPlace {
    const { folder } = this;
    if (!folder) throw new Error(vscode.l10n.t('No folder is open that could have a dictionary.'));
    if (!vscode.workspace.isTrusted) throw new Error(vscode.l10n.t('The workspace is not trusted.'));
    return { store: storeChoice(), root: folder.fsPath };
  }

  async #look(): Promise<Standing> {
    const obstacle = this.#obstacle();
    if (obstacle) return this.#stand(obstacle);
    try {
      const { exists, root } = await this.ask('dictionaryState', {});
      this.#root = exists ? vscode.Uri.file(root) : undefined;
      return this.#stand(exists ? 'ready' : 'none');
    } catch (error) {
      this.#failure = error;
      this.#logs.client.error('The dictionary could not be read.', error instanceof Error ? error : String(error));
      return this.#stand('failed');
    }
  }

  #obstacle(): Standing | undefined {
    if (vscode.workspace.workspaceFolders === undefined) return 'no-folder';
    if (!this.folder) return 'not-on-disk';
    // A store that somebody else has left in a folder is not opened before the folder is trusted.
    return vscode.workspace.isTrusted ? undefined : 'untrusted';
  }

  #stand(standing: Standing): Standing {
    this.#standing = standing;
    void vscode.commands.executeCommand('setContext', contextKeys.dictionary, standing);
    return standing;
  }

  /** Whether there is a database where the service would look for it; what the environment names is not seen. */
  async #hasStore(): Promise<boolean> {
    const { folder: first } = this;
    if (!first || !vscode.workspace.isTrusted) return false;
    const { named } = storeChoice();
    if (named !== undefined) return await isFile(vscode.Uri.file(resolve(first.fsPath, named)));
    for (let folder = first; ; folder = vscode.Uri.joinPath(folder, '..')) {
      if (await isFile(vscode.Uri.joinPath(folder, '.cryptex', 'cryptex.sqlite'))) return true;
      if (folder.path === '/' || folder.path === vscode.Uri.joinPath(folder, '..').path) return false;
    }
  }
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type === vscode.FileType.File;
  } catch {
    return false;
  }
}
