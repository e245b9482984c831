/** What every output format of a scan is: a writer that takes events and gives text. */
import type { ScanEvent, ScanOutcome } from '../../protocol/scan.ts';
import type { TextDetails } from './matchText.ts';

/** Writes a scan while it runs: nothing but errors by file and what a rule is called piles up in memory. */
export interface ScanWriter {
  onEvent(event: ScanEvent): Promise<void>;
  /** Called once, after the last event, also of a scan that was cancelled or whose rules were rejected. */
  finish(outcome: ScanOutcome): Promise<void>;
}

/** The colours of a terminal, or functions that leave text as it is. */
export interface TextColors {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly cyan: (text: string) => string;
}

export interface ScanWriterOptions {
  /** Resolves when more may be written, so that a slow reader holds the scan back. */
  readonly write: (text: string) => Promise<void>;
  /** How the user knows the file: as spelled on the command line. */
  readonly shownPath: (path: string) => string;
  /** The version of this program. */
  readonly version: string;
  readonly details: TextDetails;
  readonly colors: TextColors;
}

export type Started = Extract<ScanEvent, { type: 'started' }>;

/** Where the results come from, the same in every format that has a place for it. */
export function provenance(started: Started | undefined) {
  if (!started) return undefined;
  const { scan, startedAt, rulesHash, engine, rules, patterns, options } = started;
  return {
    scan,
    startedAt,
    rulesHash,
    libyara: { path: engine.path, version: engine.version },
    rules,
    patterns,
    options,
  };
}

/** An error by file, as the formats print it. */
export interface ErrorRecord {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}
