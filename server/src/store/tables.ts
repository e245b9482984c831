/** The tables as the newest migration leaves them. Times are ISO 8601 in UTC, booleans 0 and 1. */
import type { Generated } from 'kysely';

export interface Tables {
  scans: ScansTable;
  scan_rules: ScanRulesTable;
  scan_files: ScanFilesTable;
  matches: MatchesTable;
  pattern_matches: PatternMatchesTable;
  rule_files: RuleFilesTable;
}

interface ScansTable {
  id: Generated<number>;
  /** The name that the scan has outside; its spool bears it too. */
  scan: string;
  started_at: string;
  /** `incomplete` when the process that ran it ended before the scan did. */
  state: 'complete' | 'cancelled' | 'incomplete';
  /** JSON of what was asked for (ScanRequest). */
  request: string;
  /** JSON of the `started` event: engine, counts of rules and patterns, provenance. Empty if it did not come so far. */
  provenance: string;
  files: number;
  bytes: number;
  matched_files: number;
  matches: number;
  errors: number;
  milliseconds: number;
}

/** The rules of a scan that matched something; their tags and metadata are the same for each file. */
interface ScanRulesTable {
  id: Generated<number>;
  scan_id: number;
  namespace: string;
  rule: string;
  /** JSON */
  tags: string;
  /** JSON */
  meta: string;
}

/** The files of a scan that there is something to say about: matches, notes, or an error. */
interface ScanFilesTable {
  id: Generated<number>;
  scan_id: number;
  path: string;
  /** JSON of libyara's notes; null without any. */
  notes: string | null;
  error_code: string | null;
  error_message: string | null;
}

/** A rule that matched in a file. */
interface MatchesTable {
  id: Generated<number>;
  file_id: number;
  rule_id: number;
}

/** All matches of one pattern of a matching rule in a file. */
interface PatternMatchesTable {
  match_id: number;
  /** Its place among the patterns that matched, in the order of the rule. */
  position: number;
  identifier: string;
  /** As libyara counts; `places` may have fewer. */
  match_count: number;
  /** Offsets, lengths and bytes of the matches that are kept, packed: a row each would cost ten times as much. */
  places: Uint8Array;
}

/** What a rule file contains, for the rule catalogue; see ruleFiles.ts. */
interface RuleFilesTable {
  path: string;
  /** In bytes. */
  size: number;
  /** When the file was last modified, in nanoseconds as decimal digits. */
  modified: string;
  /** SHA-256 of the bytes. */
  hash: string;
  /** Deflated JSON. One row a rule would be four times the size, and every write rewrites the database. */
  content: Uint8Array;
}
