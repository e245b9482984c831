/** Runs one scan at a time and keeps its results; the view shows what is here. */
import { availableParallelism } from 'node:os';
import * as vscode from 'vscode';
import type { EngineMessage } from '../../server/src/protocol/compileJob.ts';
import type { ScanRequest } from '../../server/src/protocol/scan.ts';
import { contextKeys } from './contributions.ts';
import { externalVariables, scannerVariableNames } from './externals.ts';
import { retention, storeChoice } from './resultStore.ts';
import type { ServiceClient } from './serviceClient.ts';
import { isCancellation } from './serviceErrors.ts';
import { includeDirectories, readSetting } from './settings.ts';
import { ScanResults } from './views/scanPanel/results.ts';

/** Enough to see where a pattern matches; the number of all matches comes with them. */
const maxMatchesPerPattern = 100;
const maxMatchBytes = 256;

export type ScanPhase =
  | { readonly type: 'none' }
  | { readonly type: 'running' }
  | { readonly type: 'done' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'rejected'; readonly messages: readonly EngineMessage[] }
  | { readonly type: 'failed'; readonly error: unknown };

/** What a scan is of. */
export interface ScanChoice {
  readonly rules: readonly vscode.Uri[];
  readonly targets: readonly vscode.Uri[];
}

/** A scan that was recorded. */
export interface EarlierScan extends ScanChoice {
  readonly results: ScanResults;
  /** Whether it ran to its end. */
  readonly isComplete: boolean;
}

export interface Scan extends ScanChoice {
  /** Tells one scan from another. */
  readonly number: number;
  readonly results: ScanResults;
}

export interface ScanChange {
  /** A person did something, or a scan began or ended; other changes come many a second. */
  readonly atOnce: boolean;
}

export class ScanController implements vscode.Disposable {
  readonly #service: ServiceClient;
  readonly #changed = new vscode.EventEmitter<ScanChange>();
  readonly onDidChange = this.#changed.event;
  #cancellation: vscode.CancellationTokenSource | undefined;
  #finished: Promise<unknown> = Promise.resolve();
  #scan: Scan = { number: 0, rules: [], targets: [], results: new ScanResults() };
  #choice: ScanChoice = { rules: [], targets: [] };
  #began = 0;
  /** Of the scan that is running: how the service knows it, and whether it is held back. */
  #running: { readonly name: string; paused: boolean } | undefined;
  #pausedMilliseconds = 0;
  #pausedSince = 0;
  #phase: ScanPhase = { type: 'none' };

  constructor(service: ServiceClient) {
    this.#service = service;
  }

  get current(): Scan {
    return this.#scan;
  }

  get phase(): ScanPhase {
    return this.#phase;
  }

  /** What the next scan is of, unless somebody asks for another. */
  get choice(): ScanChoice {
    return this.#choice;
  }

  choose(choice: Partial<ScanChoice>): void {
    this.#choice = { ...this.#choice, ...choice };
    this.#changed.fire({ atOnce: true });
  }

  /** Milliseconds since the last scan began, without those for which it was paused. */
  get elapsed(): number {
    const now = this.isPaused ? this.#pausedSince : performance.now();
    return this.#phase.type === 'none' ? 0 : now - this.#began - this.#pausedMilliseconds;
  }

  /** Replaces the results. `compiled` rules are loaded as they are: a person agreed to that. Cancels a scan that is running and waits for its end. Never rejects: the phase tells. */
  async run(rules: readonly vscode.Uri[], targets: readonly vscode.Uri[], compiled = false): Promise<ScanPhase> {
    return this.#start(rules, targets, { ...scanRequest(rules, targets), ...(compiled && { compiled: true }) });
  }

  async #start(rules: readonly vscode.Uri[], targets: readonly vscode.Uri[], request: ScanRequest): Promise<ScanPhase> {
    this.cancel();
    await this.#finished;
    this.#choice = { rules, targets };
    const scan = { number: this.#scan.number + 1, rules, targets, results: new ScanResults() };
    const run = this.#run(scan, request);
    this.#finished = run;
    return await run;
  }

  /** As {@link run}, with all settings as they were. Workers are as many as now. */
  async runAgain(request: ScanRequest): Promise<ScanPhase> {
    const uris = (paths: readonly string[]): vscode.Uri[] => paths.map((path) => vscode.Uri.file(path));
    const { rules, targets } = request;
    return this.#start(uris(rules.map(({ path }) => path)), uris(targets), { ...request, workers: workerCount() });
  }

  /** Puts an earlier scan in the place of the current one, which is cancelled if it runs. */
  async showEarlier({ isComplete, ...scan }: EarlierScan): Promise<void> {
    this.cancel();
    await this.#finished;
    this.#scan = { ...scan, number: this.#scan.number + 1 };
    this.#choice = scan;
    this.#enter({ type: isComplete ? 'done' : 'cancelled' });
  }

  get isPaused(): boolean {
    return this.#running?.paused === true;
  }

  /** Holds the running scan back, or lets it go on; files under way are finished. @throws as a request does */
  async pause(paused: boolean): Promise<void> {
    const running = this.#running;
    if (running === undefined || running.paused === paused) {
      return;
    }
    if (paused) this.#pausedSince = performance.now();
    else this.#pausedMilliseconds += performance.now() - this.#pausedSince;
    running.paused = paused;
    this.#changed.fire({ atOnce: true });
    await this.#service.request('pauseScan', { scan: running.name, paused });
  }

  cancel(): void {
    this.#cancellation?.cancel();
  }

  clear(): void {
    if (this.#phase.type === 'running') {
      return;
    }
    this.#scan = { number: this.#scan.number + 1, rules: [], targets: [], results: new ScanResults() };
    this.#enter({ type: 'none' });
  }

  dispose(): void {
    this.cancel();
    this.#changed.dispose();
  }

  async #run(scan: Scan, request: ScanRequest): Promise<ScanPhase> {
    const cancellation = new vscode.CancellationTokenSource();
    this.#cancellation = cancellation;
    this.#scan = scan;
    const name = crypto.randomUUID();
    this.#running = { name, paused: false };
    this.#pausedMilliseconds = 0;
    this.#began = performance.now();
    this.#enter({ type: 'running' });
    try {
      const outcome = await this.#service.scan(
        {
          scan: name,
          request,
          record: { store: storeChoice(), retention: retention() },
        },
        (events) => {
          scan.results.apply(events);
          this.#changed.fire({ atOnce: false });
        },
        cancellation.token,
      );
      if (outcome.type === 'rules-rejected') {
        return this.#enter({ type: 'rejected', messages: outcome.messages });
      }
      scan.results.summary = outcome.summary;
      return this.#enter(outcome.summary.cancelled ? { type: 'cancelled' } : { type: 'done' });
    } catch (error) {
      return this.#enter(
        isCancellation(error) || cancellation.token.isCancellationRequested
          ? { type: 'cancelled' }
          : { type: 'failed', error },
      );
    } finally {
      this.#cancellation = undefined;
      cancellation.dispose();
    }
  }

  #enter(phase: ScanPhase): ScanPhase {
    this.#phase = phase;
    if (phase.type !== 'running') this.#running = undefined;
    const set = (key: string, value: boolean): void => void vscode.commands.executeCommand('setContext', key, value);
    set(contextKeys.scanning, phase.type === 'running');
    set(contextKeys.hasScanResults, phase.type !== 'running' && phase.type !== 'none');
    this.#changed.fire({ atOnce: true });
    return phase;
  }
}

function workerCount(): number {
  return readSetting('yara.scan.workers') || availableParallelism();
}

function scanRequest(rules: readonly vscode.Uri[], targets: readonly vscode.Uri[]): ScanRequest {
  const [scope] = rules;
  return {
    rules: rules.map((uri) => ({ path: uri.fsPath })),
    targets: targets.map((uri) => uri.fsPath),
    recursive: true,
    workers: workerCount(),
    externals: externalVariables({
      externalVariables: readSetting('yara.externalVariables', scope),
      scannerVariables: false,
    }),
    // Empty strings while rules are written; in a scan each file gives them their values.
    fileVariables: readSetting('yara.scannerVariables', scope) ? [...scannerVariableNames] : [],
    includeDirectories: scope === undefined ? [] : includeDirectories(scope),
    timeoutSeconds: readSetting('yara.scan.timeout', scope),
    fast: false,
    maxMatchesPerPattern,
    maxMatchBytes,
  };
}
