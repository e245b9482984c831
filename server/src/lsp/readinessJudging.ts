/** Has YARA-X judge the open files that libyara takes, where that is wanted; after libyara, and while nobody types. */
import { EngineError, messageOf } from '../common/errors.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import { encode, pathOf, uriOf, type Documents } from '../workspace/documents.ts';
import type { FileSystem } from '../workspace/fileSystem.ts';
import { FileReadiness } from './fileReadiness.ts';
import type { NextJudge } from './judging.ts';
import { pauseFor } from './pause.ts';
import type { Publisher } from './publisher.ts';
import { yaraXFailed } from './readinessDiagnostics.ts';
import type { ReadinessEngines } from './readinessEngines.ts';
import type { SettingsStore } from './settingsStore.ts';

/** Milliseconds without an edit after libyara has judged: calling off YARA-X costs a process. */
const quiet = 300;

export interface ReadinessJudgingContext {
  readonly documents: Documents;
  readonly settings: SettingsStore;
  readonly files: FileSystem;
  readonly publisher: Publisher;
  readonly engines: ReadinessEngines;
  /** For the log. */
  readonly complain: (message: string) => void;
}

export class ReadinessJudging implements NextJudge {
  readonly #context: ReadinessJudgingContext;
  /** By URI, from the judgement of libyara until the next change. */
  readonly #current = new Map<string, AbortController>();
  readonly #readiness = new Map<string, FileReadiness>();

  constructor(context: ReadinessJudgingContext) {
    this.#context = context;
  }

  /** What is known of an open file as it is now. */
  of(uri: string): FileReadiness | undefined {
    return this.#readiness.get(uri);
  }

  judged(uri: string, outcome: { readonly root: string; readonly compiles: boolean } | undefined): void {
    this.callOff(uri);
    const abort = new AbortController();
    this.#current.set(uri, abort);
    void this.#run(uri, outcome?.compiles ? outcome.root : undefined, abort.signal);
  }

  callOff(uri: string): void {
    this.#current.get(uri)?.abort();
    this.#current.delete(uri);
    this.#readiness.delete(uri);
  }

  /** Where it is not wanted any more, nothing is left of it: neither diagnostics nor, if nowhere, processes. */
  async settingsChanged(): Promise<void> {
    const open = this.#context.documents.all();
    const wanted = await Promise.all(open.map(({ uri }) => this.#isWanted(uri)));
    for (const [at, { uri }] of open.entries()) {
      if (wanted[at]) continue;
      this.callOff(uri);
      this.#publish(uri, new Map());
    }
    if (!wanted.includes(true)) await this.#context.engines.end();
  }

  /** @param root the compile root that libyara has taken; undefined where there is none */
  async #run(uri: string, root: string | undefined, signal: AbortSignal): Promise<void> {
    try {
      if (root === undefined || !(await this.#isWanted(uri))) {
        if (!signal.aborted) this.#publish(uri, new Map());
        return;
      }
      await pauseFor(quiet, signal);
      if (signal.aborted) return;
      const readiness = await this.#judge(uri, root, signal);
      if (isOver(signal)) return;
      this.#readiness.set(uri, readiness);
      this.#publish(uri, readiness.diagnostics());
    } catch (error) {
      // Calling off comes with an edit, which brings the next judgement, or with the end of the engines.
      if (isOver(signal) || (error instanceof EngineError && error.code === 'cancelled')) return;
      this.#context.complain(`It is not known whether ${uri} is ready for YARA-X: ${messageOf(error)}`);
      this.#publish(uri, new Map([[pathOf(uri), [yaraXFailed(messageOf(error))]]]));
    }
  }

  async #judge(uri: string, root: string, signal: AbortSignal): Promise<FileReadiness> {
    const { documents, settings, files, engines } = this.#context;
    const { externals, includeDirectories } = await settings.compileSettings(uri);
    return await FileReadiness.judge(pathOf(uri), root, {
      engines: await engines.get(),
      files: {
        ...files,
        read: (path) => {
          const open = documents.atPath(path);
          return open ? Promise.resolve(encode(open.text)) : files.read(path);
        },
      },
      settings: { externals, includeDirectories, overlay: documents.overlay(undefined), signal },
    });
  }

  #publish(uri: string, byPath: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const own = pathOf(uri);
    const byUri = new Map([...byPath].map(([path, found]) => [path === own ? uri : uriOf(path), found]));
    this.#context.publisher.setJudgement(uri, byUri, 'yara-x');
  }

  async #isWanted(uri: string): Promise<boolean> {
    return (await this.#context.settings.settings(uri)).yaraX.diagnostics;
  }
}

/** Asked anew after each wait. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
