/** Reads and writes what the gap audit has found and what people have decided, within a read or a write of the store. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Selectable } from 'kysely';
import * as v from 'valibot';
import type { EntryStatus } from '../protocol/cryptex.ts';
import { GapComponent, GapFunction, GapRun, portedOf, type GapDecision } from '../protocol/gap.ts';
import type { GapComponentsTable } from './gapTables.ts';
import type { StoreQueries } from './store.ts';

export interface AuditedComponent {
  readonly component: GapComponent;
  readonly functions: readonly GapFunction[];
}

export type ComponentOutline = Omit<Selectable<GapComponentsTable>, 'row' | 'functions'>;

export interface KnownAuthor {
  readonly path: string;
  readonly hash: string;
  readonly author: string | null;
}

const Functions = v.array(GapFunction);

export class GapRows {
  readonly #database: StoreQueries;

  /** For the length of one read or write of the store. */
  constructor(database: StoreQueries) {
    this.#database = database;
  }

  /** In the order of their names. */
  async components(): Promise<GapComponent[]> {
    const rows = await this.#database.queries.selectFrom('gap_components').select('row').orderBy('component').execute();
    return rows.flatMap(({ row }) => parsed(GapComponent, row) ?? []);
  }

  async component(name: string): Promise<AuditedComponent | undefined> {
    const row = await this.#database.queries
      .selectFrom('gap_components')
      .select(['row', 'functions'])
      .where('component', '=', name)
      .executeTakeFirst();
    const component = row && parsed(GapComponent, row.row);
    return component && { component, functions: unpacked(row.functions) };
  }

  /** All that the last audit has found. */
  async audited(): Promise<AuditedComponent[]> {
    const rows = await this.#database.queries
      .selectFrom('gap_components')
      .select(['row', 'functions'])
      .orderBy('component')
      .execute();
    return rows.flatMap(({ row, functions }) => {
      const component = parsed(GapComponent, row);
      return component ? [{ component, functions: unpacked(functions) }] : [];
    });
  }

  /** What all components are grouped and counted by, in the order of their names. */
  async outlines(): Promise<ComponentOutline[]> {
    return await this.#database.queries
      .selectFrom('gap_components')
      .select(['component', 'status', 'language', 'responsible', 'risk', 'function_count', 'ported_count'])
      .orderBy('component')
      .execute();
  }

  /** Of these names, in their order. */
  async named(names: readonly string[]): Promise<GapComponent[]> {
    const rows = await this.#database.queries
      .selectFrom('gap_components')
      .select(['component', 'row'])
      .where('component', 'in', names)
      .execute();
    const found = new Map(rows.map(({ component, row }) => [component, parsed(GapComponent, row)]));
    return names.flatMap((name) => found.get(name) ?? []);
  }

  /** Adds or replaces. */
  put(audited: Iterable<AuditedComponent>): void {
    this.#database.runMany(
      `REPLACE INTO gap_components
         (component, status, language, responsible, risk, function_count, ported_count, row, functions)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [...audited].map(({ component, functions }) => [
        ...[component.component, component.status, component.language, component.responsible, component.risk],
        ...[component.functions, portedOf(component)],
        ...[JSON.stringify(component), packFunctions(functions)],
      ]),
    );
  }

  remove(components: Iterable<string>): void {
    this.#database.runMany(
      'DELETE FROM gap_components WHERE component = ?',
      [...components].map((component) => [component]),
    );
  }

  /** The oldest first. */
  async decisions(): Promise<GapDecision[]> {
    const rows = await this.#database.queries.selectFrom('gap_decisions').selectAll().orderBy('id').execute();
    return rows.map(({ body_hash: bodyHash, entry_id: entry, port_entry_id: portEntry, ...row }) => ({
      ...{ ...row, bodyHash, entry, portEntry },
    }));
  }

  decide(decisions: Iterable<Omit<GapDecision, 'id'>>): void {
    this.#database.runMany(
      `INSERT INTO gap_decisions (component, subject, kind, value, by, at, body_hash, entry_id, port_entry_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [...decisions].map(({ component, subject, kind, value, by, at, bodyHash, entry, portEntry }) => [
        ...[component, subject, kind, value, by, at, bodyHash, entry, portEntry],
      ]),
    );
  }

  /** The oldest first. */
  async runs(): Promise<GapRun[]> {
    const rows = await this.#database.queries.selectFrom('gap_runs').selectAll().orderBy('id').execute();
    return rows.flatMap(({ id, at, git_commit, settings, totals }) => {
      const run = v.safeParse(GapRun, {
        ...{ id, at, settings: JSON.parse(settings) as unknown, totals: JSON.parse(totals) as unknown },
        ...(git_commit !== null && { commit: git_commit }),
      });
      return run.success ? [run.output] : [];
    });
  }

  async addRun({ at, commit, settings, totals }: Omit<GapRun, 'id'>): Promise<void> {
    await this.#database.queries
      .insertInto('gap_runs')
      .values({
        ...{ at, git_commit: commit ?? null },
        ...{ settings: JSON.stringify(settings), totals: JSON.stringify(totals) },
      })
      .execute();
  }

  async authors(): Promise<Map<string, KnownAuthor>> {
    const rows = await this.#database.queries.selectFrom('gap_authors').selectAll().execute();
    return new Map(rows.map((row) => [row.path, row]));
  }

  putAuthors(authors: Iterable<KnownAuthor>): void {
    this.#database.runMany(
      'REPLACE INTO gap_authors (path, hash, author) VALUES (?, ?, ?)',
      [...authors].map(({ path, hash, author }) => [path, hash, author]),
    );
  }

  /**
   * What an audit says of entries of the dictionary. Where a person has set a status, that is shown as before.
   * `changedIn` is the dictionary's revision of this write.
   */
  setStatuses(statuses: Iterable<{ entry: number; status: EntryStatus | null }>, changedIn: number): void {
    this.#database.runMany(
      `UPDATE dictionary_entries SET audit_status = ?1, changed_in = ?3, status = CASE
         WHEN state = 'gone' OR EXISTS (SELECT 1 FROM dictionary_edits WHERE entry_id = ?2 AND field = 'status')
         THEN status ELSE coalesce(?1, 'legacy') END
       WHERE id = ?2`,
      [...statuses].map(({ entry, status }) => [status, entry, changedIn]),
    );
  }
}

export function packFunctions(functions: readonly GapFunction[]): Uint8Array {
  return deflateRawSync(JSON.stringify(functions), { level: 1 });
}

function unpacked(functions: Uint8Array): GapFunction[] {
  try {
    return parsed(Functions, inflateRawSync(functions).toString()) ?? [];
  } catch {
    return [];
  }
}

/** Undefined for what another version has written. */
function parsed<T>(schema: v.GenericSchema<unknown, T>, json: string): T | undefined {
  const result = v.safeParse(schema, JSON.parse(json));
  return result.success ? result.output : undefined;
}
