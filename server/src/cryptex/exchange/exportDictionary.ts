/** Writes the dictionary as text, a part at a time. */
import type { ExtractedFile, ExtractedSymbol } from '../../protocol/cryptex.ts';
import type { DictionaryRows, ListedEntry, StoredEdit } from '../../store/dictionaryRows.ts';
import { briefOf } from '../brief.ts';
import { unpackContent, unpackSymbol } from '../content.ts';
import { textOf } from '../edits.ts';
import { entryView } from '../entryView.ts';
import { markdownHead, markdownRow } from './markdown.ts';
import { olderOf } from './olderFormat.ts';
import { formatName, formatVersion, type ExportedEntry, type Written } from './ownFormat.ts';

export type ExportFormat = 'json' | 'markdown' | 'older';

export async function exportDictionary(
  rows: DictionaryRows,
  format: ExportFormat,
  write: (text: string) => Promise<void>,
): Promise<void> {
  const exporter = await Exporter.create(rows);
  if (format === 'json') await exporter.json(write);
  else if (format === 'markdown') await exporter.markdown(write);
  else await exporter.older(write);
}

class Exporter {
  readonly #rows: DictionaryRows;
  readonly #edits: ReadonlyMap<number, StoredEdit[]>;
  readonly #aliases: ReadonlyMap<number, { alias: string }[]>;
  readonly #extras: ReadonlyMap<number, Record<string, unknown>>;
  /** Entries of one file come one after the other. */
  #file: { readonly id: number; readonly content: ExtractedFile | undefined } | undefined;

  private constructor(
    rows: DictionaryRows,
    edits: readonly StoredEdit[],
    aliases: readonly { alias: string; entry_id: number }[],
    extras: readonly { entry_id: number; fields: string }[],
  ) {
    this.#rows = rows;
    this.#edits = grouped(edits);
    this.#aliases = grouped(aliases);
    this.#extras = new Map(
      extras.map(({ entry_id, fields }) => [entry_id, JSON.parse(fields) as Record<string, unknown>]),
    );
  }

  static async create(rows: DictionaryRows): Promise<Exporter> {
    return new Exporter(rows, await rows.edits(), await rows.aliases(), await rows.extras());
  }

  async json(write: (text: string) => Promise<void>): Promise<void> {
    const entries = await this.#rows.list({ order: 'place' });
    const used = new Set(entries.map(({ file_id }) => file_id));
    const files = (await this.#rows.files())
      .filter(({ id }) => used.has(id))
      .map(({ path, lines, owner }) => ({ path, lines, ...(owner === null ? {} : { owner }) }))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const { extra = {} } = (await this.#rows.state()) ?? {};
    const head = JSON.stringify({ ...extra, format: formatName, version: formatVersion, files });
    await write(`${head.slice(0, -1)},"entries":[`);
    for (const [index, entry] of entries.entries()) {
      await write(`${index === 0 ? '' : ','}\n${JSON.stringify(await this.#exported(entry))}`);
    }
    await write('\n]}\n');
  }

  async markdown(write: (text: string) => Promise<void>): Promise<void> {
    await write('# Cryptex\n');
    let family: string | undefined;
    for (const entry of await this.#rows.list({ order: 'codename' })) {
      if (entry.family !== family) await write(markdownHead(entry.family));
      family = entry.family;
      const written = this.#edits.get(entry.id)?.find(({ field }) => field === 'pseudocode');
      await write(markdownRow(briefOf(entry), textOf(written) ?? (await this.#symbolOf(entry))?.pseudocode ?? ''));
    }
  }

  async older(write: (text: string) => Promise<void>): Promise<void> {
    await write('{"entries":[');
    for (const [index, entry] of (await this.#rows.list({ order: 'place' })).entries()) {
      const older = olderOf(await entryView(this.#rows, entry), this.#extras.get(entry.id) ?? {});
      await write(`${index === 0 ? '' : ','}\n${JSON.stringify(older)}`);
    }
    await write('\n]}\n');
  }

  async #exported(entry: ListedEntry): Promise<ExportedEntry> {
    const symbol = (await this.#symbolOf(entry)) ?? bare(entry);
    const written: Partial<Record<StoredEdit['field'], Written>> = {};
    for (const edit of this.#edits.get(entry.id) ?? []) {
      written[edit.field] = {
        value: JSON.parse(edit.value) as Written['value'],
        ...{ source: edit.source, by: edit.by, at: edit.at, bodyHash: edit.body_hash },
        ...(edit.given === null ? {} : { given: edit.given }),
      };
    }
    const history = await this.#rows.revisions(entry.id);
    return {
      ...this.#extras.get(entry.id),
      codename: entry.codename,
      aliases: (this.#aliases.get(entry.id) ?? []).map(({ alias }) => alias),
      ...{ status: entry.status, file: entry.path, language: entry.language },
      ...symbol,
      ...(entry.state === 'gone' ? { isGone: true as const } : {}),
      written,
      revision: entry.revision,
      history: history.map(({ revision, at, by, what }) => ({ revision, at, by, what })),
    };
  }

  async #symbolOf({ id, file_id, position }: ListedEntry): Promise<ExtractedSymbol | undefined> {
    if (position < 0) {
      const own = await this.#rows.ownContent(id);
      return own && unpackSymbol(own);
    }
    if (this.#file?.id !== file_id) {
      const content = await this.#rows.fileContent(file_id);
      this.#file = { id: file_id, content: content && unpackContent(content) };
    }
    return this.#file.content?.symbols[position];
  }
}

/** What is left of an entry whose content is damaged. */
function bare(entry: ListedEntry): ExtractedSymbol {
  return {
    ...{ kind: entry.kind, name: entry.name, qualifiedName: entry.qualified_name, signature: entry.name },
    span: briefOf(entry).span,
    ...{ visibility: entry.visibility, pseudocode: '', references: [], bodyHash: entry.body_hash },
    summary: { text: entry.summary, source: entry.summary_source },
  };
}

function grouped<T extends { readonly entry_id: number }>(all: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(one.entry_id);
    if (group) group.push(one);
    else groups.set(one.entry_id, [one]);
  }
  return groups;
}
