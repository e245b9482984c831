/** Takes what a file brings into the dictionary, within one write of the store. */
import type { EntryField, Reference } from '../../protocol/cryptex.ts';
import type { ListedEntry, StoredEdit, StoredRevision } from '../../store/dictionaryRows.ts';
import type { DictionaryWriter } from '../../store/dictionaryWriter.ts';
import { familyOf } from '../brief.ts';
import type { Nameable } from '../codenames/choose.ts';
import { packSymbol } from '../content.ts';
import { columnText, shownOf } from '../edits.ts';
import { fileTail, referenceKinds, tailOf } from '../resolve.ts';
import { symbolOf } from '../symbolOf.ts';
import type { ImportReport, Incoming, Offer } from './incoming.ts';
import type { Written } from './ownFormat.ts';
import { Targets } from './targets.ts';

export interface ImportOptions {
  /** Whether what is imported replaces what people have written; otherwise only where it is the later one. */
  readonly replace: boolean;
  readonly by: string;
  /** The dictionary's, of this write. */
  readonly revision: number;
  readonly chooseCodenames: (fresh: readonly Nameable[], taken: ReadonlySet<string>) => string[];
}

export async function importOffer(
  writer: DictionaryWriter,
  offer: Offer,
  options: ImportOptions,
): Promise<ImportReport> {
  return await new Import(writer, offer, options).run();
}

/** `status` is the person's, where it is not one that says that the source is gone. */
type Edits = Map<EntryField, StoredEdit>;

class Import {
  readonly #writer: DictionaryWriter;
  readonly #offer: Offer;
  readonly #options: ImportOptions;
  readonly #at = new Date().toISOString();
  readonly #report: ImportReport;
  readonly #edits = new Map<number, Edits>();
  readonly #extras = new Map<number, Record<string, unknown>>();
  readonly #fileIds = new Map<string, number>();
  /** Codenames that are or were given, in lower case, and to whom. */
  readonly #holders = new Map<string, number>();
  #free = { file: 1, entry: 1 };

  constructor(writer: DictionaryWriter, offer: Offer, options: ImportOptions) {
    this.#writer = writer;
    this.#offer = offer;
    this.#options = options;
    const unknownFields = [...offer.unknownFields].sort();
    this.#report = { added: 0, changed: 0, unchanged: 0, skipped: [...offer.skipped], unknownFields };
  }

  async run(): Promise<ImportReport> {
    await this.#load();
    const targets = new Targets(await this.#writer.list({ order: 'place' }), await this.#writer.aliases());
    const fresh: Incoming[] = [];
    for (const [incoming, target] of targets.match(this.#offer.entries)) {
      if (target === undefined) fresh.push(incoming);
      else if (typeof target === 'string') this.#skip(incoming, target);
      else await this.#merge(target, incoming);
    }
    this.#addFiles(fresh);
    await this.#add(fresh);
    return this.#report;
  }

  async #load(): Promise<void> {
    this.#free = await this.#writer.freeIds();
    for (const { path, id } of await this.#writer.files()) this.#fileIds.set(path, id);
    for (const edit of await this.#writer.edits()) this.#editsOf(edit.entry_id).set(edit.field, edit);
    for (const { entry_id, fields } of await this.#writer.extras()) {
      this.#extras.set(entry_id, JSON.parse(fields) as Record<string, unknown>);
    }
    const entries = await this.#writer.list({ order: 'place' });
    for (const { id, codename } of entries) this.#holders.set(codename.toLowerCase(), id);
    for (const { alias, entry_id } of await this.#writer.aliases()) this.#holders.set(alias.toLowerCase(), entry_id);
  }

  async #merge(target: ListedEntry, incoming: Incoming): Promise<void> {
    const told: string[] = [];
    let entry = target;
    if (incoming.codename !== undefined && incoming.codename !== target.codename) {
      entry = this.#renamed(target, incoming.codename, incoming, told);
    }
    for (const alias of incoming.aliases) this.#alias(alias, target.id);
    const symbol = await symbolOf(this.#writer, target);
    const given = symbol?.summary ?? { text: target.summary, source: target.summary_source };
    const texts = { summary: given.text, pseudocode: symbol?.pseudocode ?? '' };
    const edits = this.#editsOf(target.id);
    for (const [field, written] of incoming.written) {
      const sourceText = field === 'summary' || field === 'pseudocode' ? texts[field] : undefined;
      const before = edits.get(field);
      const value = JSON.stringify(written.value);
      if (before ? before.value === value : written.value === sourceText) continue;
      if (before && !this.#options.replace && !(written.at > before.at)) {
        this.#skip(incoming, `${field}: ${before.by} has written another one. --replace takes the imported one.`);
        continue;
      }
      const edit = this.#editOf(target.id, field, written, target.body_hash, sourceText);
      edits.set(field, edit);
      this.#writer.putEdits([edit]);
      told.push(field);
    }
    const isExtended = this.#extend(target.id, incoming.extra);
    if (told.length === 0) {
      if (isExtended) this.#report.changed += 1;
      else this.#report.unchanged += 1;
      return;
    }
    this.#report.changed += 1;
    const revision = entry.revision + 1;
    const what = `imported: ${told.join(', ')}`;
    this.#writer.addRevisions([{ entry_id: target.id, revision, at: this.#at, by: this.#options.by, what }]);
    const after = { ...entry, revision, changed_in: this.#options.revision };
    this.#writer.putEntries([{ ...after, ...shownOf(after, given, edits) }]);
  }

  /** Codenames that others have are not taken from them. */
  #renamed(target: ListedEntry, codename: string, incoming: Incoming, told: string[]): ListedEntry {
    const holder = this.#holders.get(codename.toLowerCase());
    if (holder !== undefined && holder !== target.id) {
      this.#skip(incoming, `codename: ${codename} is that of another entry.`);
      return target;
    }
    this.#writer.removeAliases([codename]);
    this.#holders.set(codename.toLowerCase(), target.id);
    if (codename.toLowerCase() !== target.codename.toLowerCase()) {
      this.#writer.putAliases([{ alias: target.codename, entry: target.id }]);
    }
    told.push(`codename (was ${target.codename})`);
    return { ...target, codename, family: familyOf(codename) };
  }

  #alias(alias: string, entry: number): void {
    if (this.#holders.has(alias.toLowerCase())) return;
    this.#holders.set(alias.toLowerCase(), entry);
    this.#writer.putAliases([{ alias, entry }]);
  }

  #addFiles(fresh: readonly Incoming[]): void {
    const known = new Map(this.#offer.files.map((file) => [file.path, file]));
    for (const { file = '', made } of fresh) {
      const path = columnText(file);
      if (this.#fileIds.has(path)) continue;
      const id = this.#free.file++;
      this.#fileIds.set(path, id);
      const { lines = 0, owner = null } = known.get(path) ?? {};
      const empty = {
        size: 0,
        modified: '',
        hash: '',
        content: null,
        words: null,
        fingerprints: null,
        syntax_errors: 0,
      };
      this.#writer.putFiles([
        { id, path, tail: columnText(fileTail(path)), language: made.language, lines, owner, ...empty },
      ]);
    }
  }

  async #add(fresh: readonly Incoming[]): Promise<void> {
    const used: { id: number; references: readonly Reference[] }[] = [];
    const codenames = this.#codenamesOf(fresh);
    for (const [index, incoming] of fresh.entries()) {
      const codename = codenames[index] ?? '';
      const id = this.#free.entry++;
      const { symbol, isGone, revision, history } = incoming.made;
      const edits = this.#editsOf(id);
      for (const [field, written] of incoming.written) {
        const text = field === 'summary' ? symbol.summary.text : field === 'pseudocode' ? symbol.pseudocode : undefined;
        edits.set(field, this.#editOf(id, field, written, written.bodyHash, text));
      }
      const state = isGone ? ('gone' as const) : ('imported' as const);
      const entry = {
        ...{ id, file_id: this.#fileIds.get(columnText(incoming.file ?? '')) ?? 0, position: -1, kind: symbol.kind },
        ...{ name: columnText(symbol.name), qualified_name: columnText(symbol.qualifiedName) },
        ...{ start_line: symbol.span.startLine, start_column: symbol.span.startColumn },
        ...{ end_line: symbol.span.endLine, end_column: symbol.span.endColumn },
        ...{ visibility: symbol.visibility, variant: symbol.variant === undefined ? null : columnText(symbol.variant) },
        ...{ body_hash: symbol.bodyHash, state, codename, family: familyOf(codename), audit_status: null },
        ...{ revision: history.length > 0 || revision > 1 ? revision : 1, changed_in: this.#options.revision },
      };
      this.#writer.putEntries([{ ...entry, ...shownOf(entry, symbol.summary, edits) }]);
      this.#writer.putContents([{ entry: id, content: packSymbol(symbol) }]);
      this.#writer.putEdits(edits.values());
      this.#writer.addRevisions(
        history.map((one): StoredRevision => ({ entry_id: id, ...one, what: columnText(one.what) })),
      );
      if (!isGone) used.push({ id, references: symbol.references });
      for (const alias of incoming.aliases) this.#alias(alias, id);
      this.#extend(id, incoming.extra);
      this.#report.added += 1;
    }
    await this.#addUses(used);
  }

  async #addUses(used: readonly { readonly id: number; readonly references: readonly Reference[] }[]): Promise<void> {
    const all = used.flatMap(({ id, references }) => references.map(({ kind, name }) => ({ id, kind, name })));
    const tails = new Map(all.map(({ kind, name }) => [columnText(name), columnText(tailOf(kind, name))]));
    const names = await this.#writer.putNames(tails);
    this.#writer.putUses(
      all.map(({ id, kind, name }) => ({
        ...{ name: names.get(columnText(name)) ?? 0, entry: id, kind: referenceKinds.indexOf(kind) },
      })),
    );
  }

  /** What they have, where nobody else has it; otherwise new ones. */
  #codenamesOf(fresh: readonly Incoming[]): string[] {
    const codenames = fresh.map((incoming, index): string | undefined => {
      const { codename } = incoming;
      if (codename === undefined) return undefined;
      if (this.#holders.has(codename.toLowerCase())) {
        this.#skip(incoming, `codename: ${codename} is that of another entry; it gets another.`);
        return undefined;
      }
      this.#holders.set(codename.toLowerCase(), this.#free.entry + index);
      return codename;
    });
    const without = fresh.filter((_, index) => codenames[index] === undefined);
    const chosen = this.#options.chooseCodenames(
      without.map(({ made: { symbol }, file = '' }): Nameable => ({
        ...symbol,
        variant: symbol.variant ?? null,
        file,
        uses: [],
      })),
      new Set(this.#holders.keys()),
    );
    return codenames.map((codename) => codename ?? chosen.shift() ?? '');
  }

  #editOf(
    entry: number,
    field: EntryField,
    written: Written,
    bodyHash: string,
    sourceText: string | undefined,
  ): StoredEdit {
    return {
      ...{ entry_id: entry, field, value: JSON.stringify(written.value), source: written.source },
      by: written.by === 'import' ? this.#options.by : written.by,
      at: written.at || this.#at,
      body_hash: written.bodyHash || bodyHash,
      given: written.given ?? (written.bodyHash === '' ? (sourceText ?? null) : null),
    };
  }

  /** @returns whether there is something new. */
  #extend(entry: number, extra: Readonly<Record<string, unknown>>): boolean {
    const before = this.#extras.get(entry) ?? {};
    const after = { ...before, ...extra };
    const fields = JSON.stringify(after);
    if (Object.keys(after).length === 0 || fields === JSON.stringify(before)) return false;
    this.#extras.set(entry, after);
    this.#writer.putExtras([{ entry, fields }]);
    return true;
  }

  #editsOf(entry: number): Edits {
    const known = this.#edits.get(entry);
    if (known) return known;
    const edits: Edits = new Map();
    this.#edits.set(entry, edits);
    return edits;
  }

  #skip({ label }: Incoming, reason: string): void {
    this.#report.skipped.push({ entry: label, reason });
  }
}
