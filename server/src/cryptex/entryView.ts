/** All of an entry: what the source gives, what people have written, and what hangs together with it. */
import type { Entry, EntryField, ExtractedSymbol } from '../protocol/cryptex.ts';
import type { DictionaryRows, ListedEntry, StoredEdit } from '../store/dictionaryRows.ts';
import { briefOf } from './brief.ts';
import { dependenciesOf, dependentsOf } from './dependencies.ts';
import { textOf, textsOf } from './edits.ts';
import { symbolOf } from './symbolOf.ts';

export async function entryView(rows: DictionaryRows, stored: ListedEntry): Promise<Entry> {
  const symbol = await symbolOf(rows, stored);
  const edits = new Map((await rows.edits(stored.id)).map((edit) => [edit.field, edit]));
  const dependencies = await dependenciesOf(rows, stored, symbol?.references ?? []);
  const history = (await rows.revisions(stored.id)).map(({ revision, at, by, what }) => ({ revision, at, by, what }));
  const risk = textOf(edits.get('risk'));
  const port = textOf(edits.get('port'));
  return {
    ...briefOf(stored),
    aliases: (await rows.aliases(stored.id)).map(({ alias }) => alias),
    signature: symbol?.signature ?? stored.name,
    visibility: stored.visibility,
    ...(stored.variant === null ? {} : { variant: stored.variant }),
    ...(symbol?.docSpan === undefined ? {} : { docSpan: symbol.docSpan }),
    ...shownTexts(symbol, stored, edits),
    options: symbol?.options ?? [],
    ...(risk === undefined ? {} : { risk }),
    tags: textsOf(edits.get('tags')),
    notes: textsOf(edits.get('notes')),
    ...(port === undefined ? {} : { port }),
    bodyHash: stored.body_hash,
    revision: stored.revision,
    history,
    dependencies: dependencies.map(({ homes, ...reference }) => ({ ...reference, entries: homes.map(briefOf) })),
    dependents: (await dependentsOf(rows, stored)).map(({ kind, entry }) => ({ kind, entry: briefOf(entry) })),
  };
}

function shownTexts(
  symbol: ExtractedSymbol | undefined,
  stored: ListedEntry,
  edits: ReadonlyMap<EntryField, StoredEdit>,
): Pick<Entry, 'summary' | 'pseudocode'> {
  const summary = symbol?.summary ?? { text: stored.summary, source: stored.summary_source };
  const pseudocode = { text: symbol?.pseudocode ?? '', source: 'derived' as const };
  return {
    summary: shownText(summary, edits.get('summary')),
    pseudocode: shownText(pseudocode, edits.get('pseudocode')),
  };
}

function shownText(given: Pick<Entry['summary'], 'text' | 'source'>, edit: StoredEdit | undefined): Entry['summary'] {
  const written = textOf(edit);
  if (edit === undefined || written === undefined) return given;
  return {
    text: written,
    source: edit.source,
    by: edit.by,
    at: edit.at,
    fromSource: given.text,
    ...(edit.given === null || edit.given === given.text ? {} : { fromSourceThen: edit.given }),
  };
}
