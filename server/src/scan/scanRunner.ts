/** Runs a scan: compiles once, finds the files meanwhile, keeps every worker busy, and tells what comes of it. */
import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { EngineError } from '../common/errors.ts';
import type { ScanResult } from '../protocol/scanJob.ts';
import { ScanSettings, type ScanEvent, type ScanOutcome, type ScanRequest } from '../protocol/scan.ts';
import type { CachedResults } from './cachedResults.ts';
import { ContentGroups, isOfContent, type Content, type FileOutcome } from './contentGroups.ts';
import { FileQueue } from './fileQueue.ts';
import type { PauseGate } from './pauseGate.ts';
import { readyRules, type ReadyRules, type ScanJobSettings } from './readyRules.ts';
import type { ResultCache } from './resultCache.ts';
import type { ScanEngine } from './scanEngine.ts';
import { ScanTally } from './scanTally.ts';
import { walk, type FoundFile } from './walk.ts';

/** Files that may wait for a worker; see {@link FileQueue}. */
const queueCapacity = 65_536;

/**
 * A job has at most so many files and bytes: enough to outweigh its messages, few enough that what is found in one does
 * not wait long for the others.
 */
const jobFiles = 16;
const jobBytes = 1 << 18;

/** Receives what happens, in order; a promise that it returns holds the worker back that the event comes from. */
export type ScanListener = (event: ScanEvent) => void | Promise<void>;

export interface ScanOptions {
  readonly engine: ScanEngine;
  readonly listener: ScanListener;
  /** Stops the scan; what was found until then stays found. */
  readonly signal: AbortSignal;
  /** Holds the scan back while it is closed: what is under way is finished, and nothing new is begun. */
  readonly pause?: PauseGate | undefined;
  /** Names this run; made up when absent. */
  readonly id?: string | undefined;
  /** Also a target without matches is told of, by a `match` event that has none. */
  readonly everyTarget?: boolean;
  /** Answers for files that have not changed, and keeps what is found. Without it every file is scanned. */
  readonly cache?: ResultCache | undefined;
}

/**
 * Scans `request.targets`. Resolves when all workers are done, also when the scan was cancelled.
 *
 * A file that vanishes, can't be read, takes too long or kills its worker gives one `error` event, and the others go
 * on. Events of one file come together; files come in no particular order.
 *
 * @throws EngineError when there is no engine or when the rules can't be compiled for another reason than their text.
 */
export async function runScan(request: ScanRequest, options: ScanOptions): Promise<ScanOutcome> {
  return new ScanRun(request, options).run();
}

class ScanRun {
  readonly #request: ScanRequest;
  readonly #options: ScanOptions;
  readonly #tally = new ScanTally();
  readonly #queue = new FileQueue<FoundFile>(queueCapacity);
  readonly #contents = new ContentGroups();
  readonly #startedAt = new Date();
  /** Ends the walk and the workers: aborted by the caller's signal, and when the scan can't go on. */
  readonly #stop = new AbortController();
  readonly #processes: number[];
  #timedOut = false;
  /** Settles when the listener is done with the last event. */
  #told: Promise<void> = Promise.resolve();

  constructor(request: ScanRequest, options: ScanOptions) {
    this.#request = request;
    this.#options = options;
    this.#processes = [...(request.processes ?? [])];
    this.#tally.found = this.#processes.length;
  }

  async run(): Promise<ScanOutcome> {
    const { signal } = this.#options;
    const halt = () => this.#halt();
    if (signal.aborted) halt();
    signal.addEventListener('abort', halt, { once: true });
    const clock = this.#startClock();
    try {
      const walking = this.#walk();
      // Until it is awaited below, a failure of the walk must not count as unhandled.
      walking.catch(halt);
      return await this.#scan(walking);
    } finally {
      clearTimeout(clock);
      halt();
      signal.removeEventListener('abort', halt);
    }
  }

  #startClock(): NodeJS.Timeout | undefined {
    const { runTimeoutSeconds } = this.#request;
    if (runTimeoutSeconds === undefined) return undefined;
    return setTimeout(() => {
      this.#timedOut = true;
      this.#halt();
    }, runTimeoutSeconds * 1000);
  }

  #halt(): void {
    this.#stop.abort();
    this.#queue.clear();
    this.#options.pause?.resume();
  }

  async #scan(walking: Promise<void>): Promise<ScanOutcome> {
    const rules = await this.#readyRules();
    if (rules?.type !== 'ready') {
      this.#halt();
      // So that no event comes after the outcome.
      await walking;
      return rules ? { type: 'rules-rejected', messages: rules.messages } : this.#finish();
    }
    const { known, rulesHash, cached } = rules;
    const { id = randomUUID() } = this.#options;
    const provenance = { scan: id, startedAt: this.#startedAt.toISOString(), rulesHash };
    const options = v.parse(ScanSettings, this.#request);
    await this.#tell({ type: 'started', ...provenance, options, ...known });
    try {
      await Promise.all([walking, ...Array.from({ length: this.#request.workers }, () => this.#work(rules))]);
    } finally {
      await cached?.save();
    }
    return this.#finish();
  }

  /** `undefined` when cancelled meanwhile. */
  async #readyRules() {
    const { engine, cache } = this.#options;
    const { signal } = this.#stop;
    try {
      const options = { engine, cache, signal, startedAt: this.#startedAt };
      return signal.aborted ? undefined : await readyRules(this.#request, options);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  /** What one worker does. */
  async #work(rules: ReadyRules): Promise<void> {
    for (let pid = this.#processes.shift(); pid !== undefined; pid = this.#processes.shift()) {
      await this.#scanProcess(pid, rules);
    }
    for (let files = await this.#nextFiles(); files.length > 0; files = await this.#nextFiles()) {
      const contents: Content[] = [];
      for (const file of files) contents.push(...(await this.#claim(file, rules)));
      if (contents.length > 0) await this.#scanContents(contents, rules);
    }
  }

  async #scanProcess(pid: number, rules: ReadyRules): Promise<void> {
    const path = `pid:${pid}`;
    const { signal } = this.#stop;
    const settings = await this.#jobOf(rules);
    if (!settings) return;
    try {
      const job = { ...settings, kind: 'scan', target: { type: 'process', pid } } as const;
      await this.#tellResult(path, await this.#options.engine.run(job, signal));
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof EngineError) || error.code === 'engine-missing') throw error;
      this.#tally.failed();
      await this.#fail(path, error.code, error.message);
    }
  }

  /** The content that is to be scanned for this file; none when the result is known, or is going to be. */
  async #claim(file: FoundFile, { cached, tellNamesApart }: ReadyRules): Promise<Content[]> {
    const result = cached?.find(file);
    if (result) {
      this.#contents.pass(file);
      this.#tally.cached += 1;
      await this.#tellResult(file.path, result);
      return [];
    }
    if (tellNamesApart) return [{ file, waiting: [] }];
    const claim = await this.#contents.take(file);
    if (claim.type === 'known') await this.#tellDuplicate(file, claim.outcome, cached);
    return claim.type === 'first' ? [claim.content] : [];
  }

  /** Files for one job. Towards the end jobs become smaller, so that all workers are done at about the same time. */
  async #nextFiles(): Promise<FoundFile[]> {
    const share = Math.ceil(this.#queue.size / (2 * this.#request.workers));
    const files = await this.#queue.takeSome(Math.min(share, jobFiles), jobBytes);
    await this.#options.pause?.pass();
    return this.#stop.signal.aborted ? [] : files;
  }

  async #scanContents(contents: readonly Content[], rules: ReadyRules): Promise<void> {
    const job = await this.#jobOf(rules);
    if (!job) return;
    let outcomes: readonly FileOutcome[];
    try {
      const paths = contents.map(({ file }) => file.path);
      outcomes = (await this.#options.engine.scan({ ...job, paths }, this.#stop.signal)).outcomes;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // Without an engine no other file will do better, and what is not the engine's failure is a bug.
      if (!(error instanceof EngineError) || error.code === 'engine-missing') throw error;
      if (contents.length > 1) {
        // Alone, only the file that did it fails.
        for (const content of contents) {
          await this.#options.pause?.pass();
          await this.#scanContents([content], rules);
        }
        return;
      }
      outcomes = [{ type: 'failed', failure: error.toFailure() }];
    }
    for (const [index, content] of contents.entries()) {
      const outcome = outcomes[index];
      if (outcome) await this.#settle(content, outcome, rules);
    }
  }

  /** `undefined` when cancelled meanwhile. */
  async #jobOf(rules: ReadyRules): Promise<ScanJobSettings | undefined> {
    try {
      return await rules.job();
    } catch (error) {
      if (this.#stop.signal.aborted) return undefined;
      throw error;
    }
  }

  async #settle(content: Content, outcome: FileOutcome, rules: ReadyRules): Promise<void> {
    if (outcome.type === 'scanned') this.#tally.took(content.file.path, outcome.result);
    await this.#tellOutcome(content.file, outcome, rules.cached);
    for (const file of this.#contents.settle(content, outcome)) {
      // What is the matter with one name need not be with another.
      if (isOfContent(outcome)) await this.#tellDuplicate(file, outcome, rules.cached);
      else await this.#scanContents([{ file, waiting: [] }], rules);
    }
  }

  async #tellDuplicate(file: FoundFile, outcome: FileOutcome, cached: CachedResults | undefined): Promise<void> {
    this.#tally.duplicates += 1;
    await this.#tellOutcome(file, outcome, cached);
  }

  async #tellOutcome(file: FoundFile, outcome: FileOutcome, cached: CachedResults | undefined): Promise<void> {
    const { path } = file;
    if (outcome.type === 'scanned') {
      cached?.keep(file, outcome.result);
      await this.#tellResult(path, outcome.result);
      return;
    }
    this.#tally.failed();
    await this.#fail(path, outcome.failure.code, outcome.failure.message);
    await this.#tellProgress(path);
  }

  async #tellResult(path: string, result: ScanResult): Promise<void> {
    this.#tally.scanned(result);
    if (result.notes) await this.#tell({ type: 'note', path, notes: result.notes });
    if (result.matches.length > 0 || this.#options.everyTarget)
      await this.#tell({ type: 'match', path, matches: result.matches });
    await this.#tellProgress(path);
  }

  async #tellProgress(path: string): Promise<void> {
    const progress = this.#tally.progress(path);
    if (progress) await this.#tell(progress);
  }

  async #walk(): Promise<void> {
    const { targets, recursive, followLinks = true, depth, exclude, maxBytes } = this.#request;
    const { signal } = this.#stop;
    for await (const batch of walk(targets, { recursive, followLinks, depth, exclude, maxBytes, signal })) {
      for (const found of batch) {
        if (found.type === 'unreadable') await this.#fail(found.path, 'unreadable', found.message);
        else if (found.type === 'skipped') this.#tally.skipped += 1;
        else {
          this.#tally.found += 1;
          this.#contents.found(found);
          await this.#queue.push(found);
        }
      }
    }
    this.#tally.walking = false;
    this.#contents.end();
    this.#queue.close();
  }

  async #fail(path: string, code: string, message: string): Promise<void> {
    this.#tally.errors += 1;
    await this.#tell({ type: 'error', path, code, message });
  }

  /** One event after the other: a listener that writes in pieces is not asked for the next one in between. */
  async #tell(event: ScanEvent): Promise<void> {
    const told = this.#told.then(() => this.#options.listener(event));
    this.#told = told.catch(() => undefined);
    await told;
  }

  async #finish(): Promise<ScanOutcome> {
    const { signal, pause } = this.#options;
    const summary = this.#tally.summary(signal.aborted || this.#timedOut, this.#timedOut, pause?.milliseconds);
    const { slowest, costs } = this.#tally;
    await this.#tell({ type: 'done', summary, slowest: [...slowest], ...(costs ? { costs } : {}) });
    return { type: 'ran', summary };
  }
}
