/**
 * The tables as the newest migration leaves them. Times are ISO 8601 in UTC, booleans 0 and 1. What comes from outside is
 * {@link AnyText}.
 */
import type { Generated } from 'kysely';
import type { AnyText } from './anyText.ts';
import type { DictionaryTables } from './dictionaryTables.ts';
import type { GapTables } from './gapTables.ts';

export interface Tables extends DictionaryTables, GapTables {
  scans: ScansTable;
  scan_rules: ScanRulesTable;
  scan_files: ScanFilesTable;
  matches: MatchesTable;
  pattern_matches: PatternMatchesTable;
  rule_files: RuleFilesTable;
  compile_statuses: CompileStatusesTable;
  settings: SettingsTable;
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
  /** JSON of the `done` event's summary, which the columns before repeat for queries, with `slowest`; null when none has come. */
  summary: string | null;
  /** Events that were too many, or one of them too large, to be kept. */
  left_out: number;
}

/** The rules of a scan that matched something; their tags and metadata are the same for each file. */
interface ScanRulesTable {
  id: Generated<number>;
  scan_id: number;
  namespace: AnyText;
  rule: AnyText;
  /** JSON */
  tags: string;
  /** JSON: a list of [name, value], an integer beyond a double's precision as {"integer": "its digits"}. */
  meta: string;
}

/**
 * What a scan has told of files, one row an event, in their order: libyara's notes; an error; otherwise rules that matched,
 * in `matches`. A file with notes and matches has two rows.
 */
interface ScanFilesTable {
  id: Generated<number>;
  scan_id: number;
  path: AnyText;
  /** JSON of libyara's notes; null without any. */
  notes: string | null;
  error_code: AnyText | null;
  error_message: AnyText | null;
}

/** A rule that matched in a file, in the order in which they were told. */
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
  identifier: AnyText;
  /** As libyara counts; `places` may have fewer. */
  match_count: number;
  /**
   * Offsets, lengths and bytes of the matches that are kept, packed (places.ts): a row each would cost ten times as much.
   */
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

/** Which rule files compile, for the rule catalogue; see compileStatuses.ts. */
interface CompileStatusesTable {
  path: string;
  key: string;
  /** JSON of CompileStatus. */
  status: string;
}

/** What holds for the database, whoever writes to it. */
interface SettingsTable {
  name: 'retention' | 'dictionary';
  /** JSON */
  value: string;
}
