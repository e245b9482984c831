/** When which open file goes to libyara; an edit calls off what is under way for the text before it. */
import { EngineError, messageOf } from '../common/errors.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import { syntaxErrors } from '../language/languageService.ts';
import { YaraDocument } from '../syntax/yaraDocument.ts';
import { encode, pathOf, uriOf, type Documents } from '../workspace/documents.ts';
import { decodeRuleFile, type FileSystem } from '../workspace/fileSystem.ts';
import { judge, type Compiler, type JudgeRequest, type Judgement } from '../workspace/judge.ts';
import { judgeFile, type FileJudgement } from '../workspace/judgeFile.ts';
import type { Roots } from '../workspace/roots.ts';
import { pauseFor } from './pause.ts';
import type { Publisher } from './publisher.ts';
import type { SettingsStore } from './settingsStore.ts';

/** Pause after the last keystroke before a file is judged: a part of what judging it took last time, within bounds. */
const shortestPause = 10;
const longestPause = 400;

interface Pending {
  readonly abort: AbortController;
  readonly done: Promise<void>;
}

/** Judges what libyara has judged. */
export interface NextJudge {
  /** Libyara has judged the text as it is: through which root, and whether it takes that; undefined where it could not. */
  judged(uri: string, outcome: Pick<FileJudgement, 'root' | 'compiles'> | undefined): void;
  /** The text has changed, or is to be looked at again: what is under way for it is of no use any more. */
  callOff(uri: string): void;
}

export interface JudgingContext {
  readonly documents: Documents;
  readonly compiler: Compiler;
  readonly settings: SettingsStore;
  readonly roots: Roots;
  readonly files: FileSystem;
  readonly publisher: Publisher;
  readonly next: NextJudge;
  /** For the log. */
  readonly complain: (message: string) => void;
}

export class Judging {
  readonly #context: JudgingContext;
  readonly #pending = new Map<string, Pending>();
  readonly #lastMilliseconds = new Map<string, number>();
  /** The files that each open document's compile took in, by path. */
  readonly #taken = new Map<string, ReadonlySet<string>>();

  constructor(context: JudgingContext) {
    this.#context = context;
  }

  /** A document is new, has changed, or is to be looked at again; an older judgement under way is called off. */
  schedule(uri: string, { pause = true } = {}): Promise<void> {
    this.#pending.get(uri)?.abort.abort();
    this.#context.next.callOff(uri);
    const abort = new AbortController();
    const last = this.#lastMilliseconds.get(uri) ?? 0;
    const wait = pause ? Math.min(longestPause, Math.max(shortestPause, last / 10)) : 0;
    const done = this.#run(uri, wait, abort.signal).finally(() => {
      if (this.#pending.get(uri)?.abort === abort) {
        this.#pending.delete(uri);
      }
    });
    this.#pending.set(uri, { abort, done });
    return done;
  }

  /** All open documents, after something that concerns each of them: the settings, the engine. */
  scheduleAll(): void {
    this.#context.documents.all().forEach(({ uri }) => void this.schedule(uri));
  }

  /** The open documents whose compile takes in this file, other than itself. */
  scheduleDependents(path: string): void {
    for (const [uri, taken] of this.#taken) {
      if (taken.has(path)) {
        void this.schedule(uri);
      }
    }
  }

  close(uri: string): void {
    this.#pending.get(uri)?.abort.abort();
    this.#context.next.callOff(uri);
    this.#pending.delete(uri);
    this.#taken.delete(uri);
    this.#lastMilliseconds.delete(uri);
  }

  async #run(uri: string, wait: number, signal: AbortSignal): Promise<void> {
    try {
      await pauseFor(wait, signal);
      const document = this.#context.documents.get(uri);
      if (document === undefined || isOver(signal)) {
        return;
      }
      const judgement = await this.#judge(document, signal);
      if (!isOver(signal)) {
        this.#context.publisher.setJudgement(uri, byUri(uri, judgement.diagnostics));
        this.#context.next.judged(uri, judgement);
      }
    } catch (error) {
      if (!isOver(signal)) {
        this.#fail(uri, error);
      }
    }
  }

  /** A missing engine is the status item's to tell; an engine that died of this file is this file's matter. */
  #fail(uri: string, error: unknown): void {
    this.#context.next.judged(uri, undefined);
    if (error instanceof EngineError && error.code === 'engine-missing') {
      this.#context.publisher.setJudgement(uri, new Map());
      return;
    }
    this.#context.complain(`${uri} could not be judged: ${messageOf(error)}`);
    this.#context.publisher.setJudgement(uri, new Map([[uri, [engineFailed(messageOf(error))]]]));
  }

  async #judge(document: YaraDocument, signal: AbortSignal): Promise<FileJudgement> {
    const { settings, roots } = this.#context;
    const { uri } = document;
    const path = pathOf(uri);
    roots.setIncludeDirectories((await settings.compileSettings(uri)).includeDirectories);
    const judgement = await judgeFile({
      path,
      hasSyntaxErrors: syntaxErrors(document).length > 0,
      judgeRoot: (root) => this.#judgeRoot(uri, root, signal),
      configuredRoots: async () => await roots.configured(path, await settings.compileRoots(uri)),
      includingRoots: () => roots.including(path),
    });
    this.#taken.set(uri, judgement.taken);
    this.#lastMilliseconds.set(uri, judgement.milliseconds);
    return judgement;
  }

  async #judgeRoot(scope: string, root: string, signal: AbortSignal): Promise<Judgement> {
    const { documents, files, compiler, settings } = this.#context;
    const open = documents.atPath(root);
    const request: JudgeRequest = {
      root: open ? { path: root, bytes: encode(open.text) } : { path: root },
      overlay: documents.overlay(open?.uri),
      settings: await settings.compileSettings(scope),
      documentOf: async (file) => {
        const content = documents.atPath(file) ?? (await files.read(file));
        return content instanceof Uint8Array ? new YaraDocument(uriOf(file), decodeRuleFile(content)) : content;
      },
      signal,
    };
    try {
      return await judge(compiler, request);
    } catch (error) {
      // Perhaps it was not the rules that the worker died of: something may have killed it.
      if (error instanceof EngineError && error.code === 'worker-died' && !isOver(signal)) {
        return await judge(compiler, request);
      }
      throw error;
    }
  }
}

/** What was found, by URI; the document's own is spelled as the editor spells it. */
function byUri(uri: string, diagnostics: FileJudgement['diagnostics']): Map<string, readonly Diagnostic[]> {
  const path = pathOf(uri);
  return new Map([...diagnostics].map(([file, found]) => [file === path ? uri : uriOf(file), found]));
}

function engineFailed(message: string): Diagnostic {
  const start = { line: 0, character: 0 };
  return { range: { start, end: start }, severity: 'error', code: 'engine-failed', message, source: 'libyara' };
}

/** Every change of a document calls off its judgement, so what is not called off is not of an older text. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
