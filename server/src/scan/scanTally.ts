/** The running totals of a scan. */
import type { ScanResult } from '../protocol/scanJob.ts';
import type { RuleCost, ScanEvent, ScanSummary, SlowFile } from '../protocol/scan.ts';

/** A person sees no more than this, and each event has a price. */
const progressInterval = 100;

/** Files told as the slowest. */
const slowFiles = 10;

/** Rules told as the dearest. */
const dearRules = 20;

export class ScanTally {
  /** Files that the walk has found so far. */
  found = 0;
  walking = true;
  errors = 0;
  /** Files left out for their size. */
  skipped = 0;
  /** Files that were not scanned since their content had been. */
  duplicates = 0;
  /** Files whose result is that of an earlier scan. */
  cached = 0;
  #files = 0;
  #failed = 0;
  #bytes = 0;
  #matchedFiles = 0;
  #matches = 0;
  #slowest: SlowFile[] = [];
  #costs: Map<string, RuleCost> | undefined;
  readonly #began = performance.now();
  #lastProgress = this.#began;

  /** Counts a file that was scanned. */
  scanned(result: ScanResult): void {
    this.#files += 1;
    this.#bytes += result.bytes ?? 0;
    if (result.matches.length > 0) this.#matchedFiles += 1;
    this.#matches += result.matches.length;
  }

  /** Of the files that {@link took} was told of, longest first. */
  get slowest(): readonly SlowFile[] {
    return this.#slowest;
  }

  /** The rules that cost most, dearest first; undefined where that was not asked. */
  get costs(): RuleCost[] | undefined {
    return this.#costs && [...this.#costs.values()].sort((a, b) => b.cost - a.cost).slice(0, dearRules);
  }

  /** Notes how long the scan of a file took, and what its rules cost. */
  took(path: string, { milliseconds, costs }: ScanResult): void {
    if (costs) this.#addCosts(costs);
    const last = this.#slowest[slowFiles - 1];
    if (last && last.milliseconds >= milliseconds) return;
    this.#slowest = [...this.#slowest, { path, milliseconds }]
      .sort((a, b) => b.milliseconds - a.milliseconds)
      .slice(0, slowFiles);
  }

  #addCosts(costs: readonly RuleCost[]): void {
    this.#costs ??= new Map();
    for (const { rule, namespace, cost } of costs) {
      const key = `${namespace}\0${rule}`;
      this.#costs.set(key, { rule, namespace, cost: cost + (this.#costs.get(key)?.cost ?? 0) });
    }
  }

  /** Counts a file that was found and could not be scanned. */
  failed(): void {
    this.#failed += 1;
  }

  /** What to tell about progress; `undefined` when that was told a moment ago. `current` is the file just done. */
  progress(current: string): Extract<ScanEvent, { type: 'progress' }> | undefined {
    const now = performance.now();
    if (now - this.#lastProgress < progressInterval) return undefined;
    this.#lastProgress = now;
    const done = this.#files + this.#failed;
    const { found, walking } = this;
    return { type: 'progress', found, done, bytes: this.#bytes, walking, current, matches: this.#matches };
  }

  /** `matches` counts a rule once for each file that it matches; `paused` milliseconds are no part of its time. */
  summary(cancelled: boolean, timedOut: boolean, paused = 0): ScanSummary {
    return {
      files: this.#files,
      bytes: this.#bytes,
      matchedFiles: this.#matchedFiles,
      matches: this.#matches,
      errors: this.errors,
      ...(this.skipped > 0 ? { skipped: this.skipped } : {}),
      ...(this.duplicates > 0 ? { duplicates: this.duplicates } : {}),
      ...(this.cached > 0 ? { cached: this.cached } : {}),
      cancelled,
      ...(timedOut ? { timedOut } : {}),
      milliseconds: performance.now() - this.#began - paused,
    };
  }
}
