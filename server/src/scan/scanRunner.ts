/** Runs a scan: compiles once, finds the files meanwhile, keeps every worker busy, and tells what comes of it. */
import { EngineError } from '../common/errors.ts';
import type { ScanFilesJob, ScanFilesResult } from '../protocol/engine.ts';
import type { ScanEvent, ScanOutcome, ScanRequest, ScanSummary } from '../protocol/scan.ts';
import { FileQueue } from './fileQueue.ts';
import type { ScanEngine } from './scanEngine.ts';
import { ScanTally } from './scanTally.ts';
import { walk, type Found } from './walk.ts';

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
}

type File = Extract<Found, { type: 'file' }>;

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
  readonly #queue = new FileQueue<File>(queueCapacity);
  /** Ends the walk and the workers: aborted by the caller's signal, and when the scan can't go on. */
  readonly #stop = new AbortController();

  constructor(request: ScanRequest, options: ScanOptions) {
    this.#request = request;
    this.#options = options;
  }

  async run(): Promise<ScanOutcome> {
    const { signal } = this.#options;
    const halt = () => this.#halt();
    if (signal.aborted) halt();
    signal.addEventListener('abort', halt, { once: true });
    try {
      const walking = this.#walk();
      // Until it is awaited below, a failure of the walk must not count as unhandled.
      walking.catch(halt);
      return await this.#scan(walking);
    } finally {
      halt();
      signal.removeEventListener('abort', halt);
    }
  }

  #halt(): void {
    this.#stop.abort();
    this.#queue.clear();
  }

  async #scan(walking: Promise<void>): Promise<ScanOutcome> {
    const { engine } = this.#options;
    const job = await this.#prepare();
    if (job === undefined || 'rejected' in job) {
      this.#halt();
      // So that no event comes after the outcome.
      await walking;
      return job ? { type: 'rules-rejected', messages: job.rejected } : this.#finish();
    }
    const worker = async () => {
      for (let paths = await this.#nextPaths(); paths.length > 0; paths = await this.#nextPaths()) {
        await this.#scanFiles(engine, { ...job, paths });
      }
    };
    await Promise.all([walking, ...Array.from({ length: this.#request.workers }, worker)]);
    return this.#finish();
  }

  /** Files for one job. Towards the end jobs become smaller, so that all workers are done at about the same time. */
  async #nextPaths(): Promise<string[]> {
    const share = Math.ceil(this.#queue.size / (2 * this.#request.workers));
    const files = await this.#queue.takeSome(Math.min(share, jobFiles), jobBytes);
    return files.map(({ path }) => path);
  }

  /** The job that is the same for all files; `undefined` when cancelled meanwhile. */
  async #prepare(): Promise<Omit<ScanFilesJob, 'paths'> | { rejected: ScanOutcomeMessages } | undefined> {
    const { engine } = this.#options;
    const { rules, externals, includeDirectories } = this.#request;
    const signal = this.#stop.signal;
    try {
      const [info, prepared] = await Promise.all([
        engine.describe(signal),
        engine.prepare({ sources: rules, externals, includeDirectories }, signal),
      ]);
      if (prepared.type === 'rejected') return { rejected: prepared.messages };
      const { messages, rules: ruleCount = 0, patterns = 0 } = prepared.result;
      await this.#tell({ type: 'started', engine: info, rules: ruleCount, patterns, warnings: messages });
      const { timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes } = this.#request;
      const limits = { timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes };
      return { kind: 'scan-files', rules: prepared.file, externals: [], ...limits };
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    }
  }

  async #walk(): Promise<void> {
    const { targets, recursive, followLinks = true } = this.#request;
    for await (const batch of walk(targets, { recursive, followLinks, signal: this.#stop.signal })) {
      for (const found of batch) {
        if (found.type === 'unreadable') await this.#fail(found.path, 'unreadable', found.message);
        else {
          this.#tally.found += 1;
          await this.#queue.push(found);
        }
      }
    }
    this.#tally.walking = false;
    this.#queue.close();
  }

  async #scanFiles(engine: ScanEngine, job: ScanFilesJob): Promise<void> {
    let outcomes: ScanFilesResult['outcomes'];
    try {
      outcomes = (await engine.scan(job, this.#stop.signal)).outcomes;
    } catch (error) {
      if (this.#stop.signal.aborted) return;
      // Without an engine no other file will do better, and what is not the engine's failure is a bug.
      if (!(error instanceof EngineError) || error.code === 'engine-missing') throw error;
      if (job.paths.length > 1) {
        // Alone, only the file that did it fails.
        for (const path of job.paths) await this.#scanFiles(engine, { ...job, paths: [path] });
        return;
      }
      outcomes = [{ type: 'failed', failure: error.toFailure() }];
    }
    for (const [index, outcome] of outcomes.entries()) await this.#tellOutcome(job.paths[index] ?? '', outcome);
  }

  async #tellOutcome(path: string, outcome: ScanFilesResult['outcomes'][number]): Promise<void> {
    if (outcome.type === 'scanned') {
      const { result } = outcome;
      this.#tally.scanned(result);
      if (result.notes) await this.#tell({ type: 'note', path, notes: result.notes });
      if (result.matches.length > 0) await this.#tell({ type: 'match', path, matches: result.matches });
    } else {
      this.#tally.failed();
      await this.#fail(path, outcome.failure.code, outcome.failure.message);
    }
    const progress = this.#tally.progress(path);
    if (progress) await this.#tell(progress);
  }

  async #fail(path: string, code: string, message: string): Promise<void> {
    this.#tally.errors += 1;
    await this.#tell({ type: 'error', path, code, message });
  }

  async #tell(event: ScanEvent): Promise<void> {
    await this.#options.listener(event);
  }

  async #finish(): Promise<ScanOutcome> {
    const summary: ScanSummary = this.#tally.summary(this.#options.signal.aborted);
    await this.#tell({ type: 'done', summary });
    return { type: 'ran', summary };
  }
}

type ScanOutcomeMessages = Extract<ScanOutcome, { type: 'rules-rejected' }>['messages'];
