/** The tables of the gap audit as the newest migration leaves them; see tables.ts for what holds for all. */
import type { Generated } from 'kysely';
import type { ComponentStatus, DecisionKind, Risk } from '../protocol/gap.ts';

export interface GapTables {
  gap_runs: GapRunsTable;
  gap_components: GapComponentsTable;
  gap_decisions: GapDecisionsTable;
  gap_authors: GapAuthorsTable;
}

export interface GapRunsTable {
  id: Generated<number>;
  at: string;
  git_commit: string | null;
  /** JSON of GapSettings and GapTotals. */
  settings: string;
  totals: string;
}

/** What the last audit has found, and what counts of it for a list. */
export interface GapComponentsTable {
  component: string;
  status: ComponentStatus;
  language: string;
  responsible: string | null;
  risk: Risk;
  /** Functions that count, and those of them that are ported. */
  function_count: number;
  ported_count: number;
  /** JSON of GapComponent. */
  row: string;
  /** Deflated JSON of its GapFunctions. */
  functions: Uint8Array;
}

/** What people have said; nothing is ever removed. */
export interface GapDecisionsTable {
  id: Generated<number>;
  component: string;
  subject: string;
  kind: DecisionKind;
  value: string;
  by: string;
  at: string;
  body_hash: string;
  entry_id: number | null;
  port_entry_id: number | null;
}

/** Who has written most of a file with these bytes. */
export interface GapAuthorsTable {
  path: string;
  /** Of the file and of the commit. */
  hash: string;
  author: string | null;
}
