/** Brings what a spool holds into the tables. */
import type { ScanSummary } from '../protocol/scan.ts';
import { toColumn } from './anyText.ts';
import { readSpool } from './spool.ts';
import { parseRecord, type SpoolRecord } from './spoolRecords.ts';
import type { StoreQueries } from './store.ts';

type Row = readonly unknown[];
type Started = Extract<SpoolRecord, { type: 'started' }>;
type Match = Extract<SpoolRecord, { type: 'match' }>;

/** Rows are written when there are so many of them. */
const batchRows = 5000;

/**
 * Reads the spool at `path` from its start, so that it may be called again when the transaction that it is a part of was
 * undone. A scan that is in the tables already is left as it is. Damaged lines are left out, and the scan is then
 * `incomplete`, as one whose process ended before the scan did.
 */
export async function foldSpool(database: StoreQueries, path: string): Promise<void> {
  let fold: Fold | undefined;
  for await (const record of readRecords(path)) {
    if (fold) fold.add(record);
    else if (record?.type !== 'started') return;
    else fold = await Fold.begin(database, record);
    if (!fold) return;
  }
  await fold?.finish();
}

async function* readRecords(path: string): AsyncGenerator<SpoolRecord | undefined, void> {
  for await (const line of readSpool(path)) yield line === undefined ? undefined : parseRecord(line);
}

class Fold {
  readonly #database: StoreQueries;
  readonly #scan: number;
  #nextRule: number;
  #nextFile: number;
  #nextMatch: number;
  /** The rows of rules, by their numbers in the spool. */
  readonly #rules = new Map<number, number>();
  readonly #rows = { rules: [] as Row[], files: [] as Row[], matches: [] as Row[], patterns: [] as Row[] };
  #done: Extract<SpoolRecord, { type: 'done' }> | undefined;
  #damaged = 0;
  readonly #found = { matchedFiles: 0, matches: 0, errors: 0 };
  #reached = { files: 0, bytes: 0, milliseconds: 0 };

  private constructor(database: StoreQueries, ids: { scan: number; rule: number; file: number; match: number }) {
    this.#database = database;
    this.#scan = ids.scan;
    this.#nextRule = ids.rule;
    this.#nextFile = ids.file;
    this.#nextMatch = ids.match;
  }

  /** `undefined` when the scan is there already. */
  static async begin(database: StoreQueries, started: Started): Promise<Fold | undefined> {
    const { queries } = database;
    const { scan, startedAt, request, event } = started;
    const known = await queries.selectFrom('scans').select('id').where('scan', '=', scan).executeTakeFirst();
    if (known) return undefined;
    const { id } = await queries
      .insertInto('scans')
      .values({
        scan,
        started_at: startedAt,
        state: 'incomplete',
        request: JSON.stringify(request),
        provenance: JSON.stringify(event),
        ...countColumns({ files: 0, bytes: 0, matchedFiles: 0, matches: 0, errors: 0, milliseconds: 0 }),
        summary: null,
        left_out: 0,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    const next = async (table: 'scan_rules' | 'scan_files' | 'matches') => {
      const row = await queries
        .selectFrom(table)
        .select(({ fn }) => fn.max('id').as('last'))
        .executeTakeFirst();
      return (row?.last ?? 0) + 1;
    };
    const ids = { rule: await next('scan_rules'), file: await next('scan_files'), match: await next('matches') };
    return new Fold(database, { scan: id, ...ids });
  }

  /** `undefined` is a line that was damaged. */
  add(record: SpoolRecord | undefined): void {
    switch (record?.type) {
      case 'rule': {
        const { number, namespace, rule, tags, meta } = record;
        const texts = [toColumn(namespace), toColumn(rule), JSON.stringify(tags), JSON.stringify(meta)];
        this.#rows.rules.push([this.#nextRule, this.#scan, ...texts]);
        this.#rules.set(number, this.#nextRule++);
        break;
      }
      case 'match':
        this.#addMatches(record);
        break;
      case 'note':
        this.#addFile(record.path, JSON.stringify(record.notes), null, null);
        break;
      case 'error':
        this.#found.errors += 1;
        this.#addFile(record.path, null, toColumn(record.code), toColumn(record.message));
        break;
      case 'progress':
        this.#reached = record;
        break;
      case 'done':
        this.#done = record;
        break;
      case 'started':
      case undefined:
        this.#damaged += 1;
    }
    if (this.#rows.files.length + this.#rows.patterns.length > batchRows) this.#write();
  }

  async finish(): Promise<void> {
    this.#write();
    const summary = this.#done?.summary;
    const state = summary && this.#damaged === 0 ? (summary.cancelled ? 'cancelled' : 'complete') : 'incomplete';
    const counts = countColumns({ ...this.#reached, ...this.#found, ...summary });
    const json = summary ? JSON.stringify({ ...summary, slowest: this.#done?.slowest }) : null;
    await this.#database.queries
      .updateTable('scans')
      .set({ state, ...counts, summary: json, left_out: (this.#done?.leftOut ?? 0) + this.#damaged })
      .where('id', '=', this.#scan)
      .execute();
  }

  #addFile(path: string, ...columns: Row): number {
    this.#rows.files.push([this.#nextFile, this.#scan, toColumn(path), ...columns]);
    return this.#nextFile++;
  }

  #addMatches({ path, matches }: Match): void {
    this.#found.matchedFiles += 1;
    const file = this.#addFile(path, null, null, null);
    for (const [number, patterns] of matches) {
      const rule = this.#rules.get(number);
      if (rule === undefined) {
        // Its line was damaged.
        this.#damaged += 1;
        continue;
      }
      this.#found.matches += 1;
      const match = this.#nextMatch++;
      this.#rows.matches.push([match, file, rule]);
      for (const [position, [identifier, count, places]] of patterns.entries()) {
        this.#rows.patterns.push([match, position, toColumn(identifier), count, Buffer.from(places, 'base64')]);
      }
    }
  }

  #write(): void {
    const { runMany } = this.#database;
    const { rules, files, matches, patterns } = this.#rows;
    runMany('INSERT INTO scan_rules (id, scan_id, namespace, rule, tags, meta) VALUES (?, ?, ?, ?, ?, ?)', rules);
    runMany(
      'INSERT INTO scan_files (id, scan_id, path, notes, error_code, error_message) VALUES (?, ?, ?, ?, ?, ?)',
      files,
    );
    runMany('INSERT INTO matches (id, file_id, rule_id) VALUES (?, ?, ?)', matches);
    runMany(
      'INSERT INTO pattern_matches (match_id, position, identifier, match_count, places) VALUES (?, ?, ?, ?, ?)',
      patterns,
    );
    for (const rows of [rules, files, matches, patterns]) rows.length = 0;
  }
}

function countColumns(summary: Omit<ScanSummary, 'cancelled'>) {
  return {
    files: summary.files,
    bytes: summary.bytes,
    matched_files: summary.matchedFiles,
    matches: summary.matches,
    errors: summary.errors,
    milliseconds: summary.milliseconds,
  };
}
