/** The scans that were recorded. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { ScanNote, type RuleMatch } from '../protocol/scanJob.ts';
import type { HistoryComparison, HistoryEntry, HistoryPage, HistoryRecord } from '../protocol/history.ts';
import type { TargetEvent } from '../protocol/scan.ts';
import { fromColumn, type AnyText } from './anyText.ts';
import { fromJson, historyEntry, historyRecord, patternOf, ruleOf, textOf } from './historyRows.ts';
import { foldAbandoned } from './scanRecorder.ts';
import type { Store, StoreQueries } from './store.ts';

type Queries = StoreQueries['queries'];

/** A page has at most so many events or changes, and of their matches so many bytes where that is more than one event. */
const pageRows = 1000;
const pageBytes = 4 << 20;

export interface PageOptions {
  /** The `next` of the page before. */
  readonly from?: number | undefined;
  /** Fewer rows than a page would have. */
  readonly limit?: number | undefined;
}

export class ScanHistory {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** Takes up what processes that were killed have left of their scans. @throws StoreError */
  async takeUp(): Promise<void> {
    await foldAbandoned(this.#store);
  }

  /** Newest first. @throws StoreError */
  async list(limit = -1): Promise<HistoryEntry[]> {
    return await this.#store.read(async ({ queries }) => {
      const rows = queries.selectFrom('scans').selectAll().orderBy('started_at', 'desc').orderBy('id', 'desc');
      return (await rows.limit(limit).execute()).map(historyEntry);
    });
  }

  /** `undefined` for a scan that is not there (any more). @throws StoreError */
  async find(scan: string): Promise<HistoryRecord | undefined> {
    return await this.#store.read(async ({ queries }) => {
      const row = await queries.selectFrom('scans').selectAll().where('scan', '=', scan).executeTakeFirst();
      return row && historyRecord(row);
    });
  }

  /** What a scan told of files; nothing for one that is not there. @throws StoreError */
  async events(scan: string, page: PageOptions = {}): Promise<HistoryPage> {
    return await this.#store.read(({ queries }) => readPage(queries, scan, page));
  }

  /**
   * What differs from the scan `before` to the scan `after`, by path, namespace and rule.
   *
   * @param kinds which changes are listed; all are counted.
   * @throws StoreError
   */
  async compare(
    before: string,
    after: string,
    kinds: readonly HistoryComparison['changes'][number]['kind'][] = ['new', 'gone'],
    { from = 0, limit = pageRows }: PageOptions = {},
  ): Promise<HistoryComparison> {
    return await this.#store.read(async ({ queries }) => {
      const all = changes(before, after);
      const counted = await sql<{ kind: 'new' | 'gone' | 'same'; count: number }>`
        SELECT kind, count(*) AS count FROM (${all}) GROUP BY kind`.execute(queries);
      const rows = Math.min(limit, pageRows);
      const listed = await sql<ChangeRow>`
        SELECT * FROM (${all}) WHERE kind IN (${sql.join(kinds)})
        ORDER BY path, namespace, rule LIMIT ${rows + 1} OFFSET ${from}`.execute(queries);
      const counts = { new: 0, gone: 0, same: 0 };
      for (const { kind, count } of counted.rows) counts[kind] = count;
      return {
        counts,
        changes: listed.rows.slice(0, rows).map(({ kind, path, namespace, rule }) => {
          return { kind, path: fromColumn(path), namespace: fromColumn(namespace), rule: fromColumn(rule) };
        }),
        ...(listed.rows.length > rows ? { next: from + rows } : {}),
      };
    });
  }

  /** @returns how many there were. @throws StoreError */
  async remove(scans: readonly string[]): Promise<number> {
    return await this.#store.write(async ({ queries }) => {
      const { numDeletedRows } = await queries.deleteFrom('scans').where('scan', 'in', scans).executeTakeFirstOrThrow();
      return Number(numDeletedRows);
    });
  }
}

interface ChangeRow {
  readonly kind: 'new' | 'gone' | 'same';
  readonly path: AnyText;
  readonly namespace: AnyText;
  readonly rule: AnyText;
}

function changes(before: string, after: string) {
  return sql`
    SELECT CASE WHEN min(side) = 1 THEN 'new' WHEN max(side) = 0 THEN 'gone' ELSE 'same' END AS kind,
      path, namespace, rule
    FROM (${found(before, 0)} UNION ALL ${found(after, 1)})
    GROUP BY path, namespace, rule`;
}

function found(scan: string, side: number) {
  return sql`
    SELECT ${sql.lit(side)} AS side, scan_files.path, scan_rules.namespace, scan_rules.rule
    FROM scans
    JOIN scan_files ON scan_files.scan_id = scans.id
    JOIN matches ON matches.file_id = scan_files.id
    JOIN scan_rules ON scan_rules.id = matches.rule_id
    WHERE scans.scan = ${scan}`;
}

async function readPage(queries: Queries, scan: string, { from = 0, limit = pageRows }: PageOptions) {
  const rows = Math.min(limit, pageRows);
  const files = await queries
    .selectFrom('scan_files')
    .innerJoin('scans', 'scans.id', 'scan_files.scan_id')
    .where('scans.scan', '=', scan)
    .where('scan_files.id', '>=', from)
    .orderBy('scan_files.id')
    .limit(rows + 1)
    .select(['scan_files.id', 'path', 'notes', 'error_code', 'error_message'])
    .execute();
  const kept = await fitting(queries, files.slice(0, rows));
  const next = files[kept.length];
  const matches = await matchesOf(queries, kept);
  const events = kept.map(({ id, path, notes, error_code: code, error_message: message }): TargetEvent => {
    const of = fromColumn(path);
    if (code !== null) return { type: 'error', path: of, code: fromColumn(code), message: textOf(message) };
    if (notes !== null) return { type: 'note', path: of, notes: fromJson(v.array(ScanNote), notes) ?? [] };
    return { type: 'match', path: of, matches: matches.get(id) ?? [] };
  });
  return { events, ...(next ? { next: next.id } : {}) };
}

/** As many of the files as a page has room for the matches of, and at least one. */
async function fitting<F extends { readonly id: number }>(
  queries: Queries,
  files: readonly F[],
): Promise<readonly F[]> {
  const { first, last } = ends(files);
  const sizes = await queries
    .selectFrom('matches')
    .innerJoin('pattern_matches', 'match_id', 'matches.id')
    .where('file_id', '>=', first)
    .where('file_id', '<=', last)
    .groupBy('file_id')
    .select(['file_id', sql<number>`sum(length(places))`.as('bytes')])
    .execute();
  const byFile = new Map(sizes.map(({ file_id: id, bytes }) => [id, bytes]));
  let left = pageBytes;
  const end = files.findIndex(({ id }, index) => (left -= byFile.get(id) ?? 0) < 0 && index > 0);
  return end < 0 ? files : files.slice(0, end);
}

async function matchesOf(
  queries: Queries,
  files: readonly { readonly id: number }[],
): Promise<Map<number, RuleMatch[]>> {
  const { first, last } = ends(files);
  const matches = queries.selectFrom('matches').where('file_id', '>=', first).where('file_id', '<=', last);
  const rows = await matches.select(['id', 'file_id', 'rule_id']).orderBy('id').execute();
  const rules = await queries
    .selectFrom('scan_rules')
    .where('id', 'in', matches.select('rule_id'))
    .select(['id', 'namespace', 'rule', 'tags', 'meta'])
    .execute();
  const patterns = await queries
    .selectFrom('pattern_matches')
    .where('match_id', 'in', matches.select('id'))
    .orderBy('match_id')
    .orderBy('position')
    .select(['match_id', 'identifier', 'match_count', 'places'])
    .execute();
  const ruleById = new Map(rules.map((row) => [row.id, ruleOf(row)]));
  const patternsByMatch = new Map<number, RuleMatch['patterns']>();
  for (const row of patterns) addTo(patternsByMatch, row.match_id, patternOf(row));
  const found = new Map<number, RuleMatch[]>();
  for (const { id, file_id: file, rule_id: ruleId } of rows) {
    const rule = ruleById.get(ruleId);
    if (!rule) continue;
    addTo(found, file, { ...rule, patterns: patternsByMatch.get(id) ?? [] });
  }
  return found;
}

function addTo<T>(lists: Map<number, T[]>, key: number, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The ids of one scan's files follow one another. */
function ends(files: readonly { readonly id: number }[]) {
  return { first: files[0]?.id ?? 0, last: files.at(-1)?.id ?? -1 };
}
