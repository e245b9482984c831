/** What people write about entries, as the store keeps it. */
import * as v from 'valibot';
import type { EntryField, EntryStatus, TextSource } from '../protocol/cryptex.ts';
import type { StoredEdit, StoredEntry } from '../store/dictionaryRows.ts';

/** What is said about the body: when that changes, it may not be true any more. */
const aboutBody: ReadonlySet<EntryField> = new Set(['summary', 'pseudocode', 'status', 'port']);

/** Undefined without an edit, or where it is no text. */
export function textOf(edit: Pick<StoredEdit, 'value'> | undefined): string | undefined {
  const value = edit && v.safeParse(v.string(), JSON.parse(edit.value));
  return value?.success === true ? value.output : undefined;
}

export function textsOf(edit: Pick<StoredEdit, 'value'> | undefined): string[] {
  const value = edit && v.safeParse(v.array(v.string()), JSON.parse(edit.value));
  return value?.success === true ? value.output : [];
}

/** Whether the body is another than when some of these were written. */
export function isDrifted(entry: Pick<StoredEntry, 'body_hash'>, edits: Iterable<StoredEdit>): boolean {
  for (const { field, body_hash } of edits) if (aboutBody.has(field) && body_hash !== entry.body_hash) return true;
  return false;
}

/** The columns of an entry that show what people have written, and what the source gives where they have not. */
export function shownOf(
  entry: Pick<StoredEntry, 'state' | 'body_hash' | 'audit_status'>,
  given: { readonly text: string; readonly source: TextSource },
  edits: ReadonlyMap<EntryField, StoredEdit>,
): Pick<StoredEntry, 'summary' | 'summary_source' | 'status' | 'owner' | 'is_drifted'> {
  const summary = edits.get('summary');
  return {
    summary: textOf(summary) ?? columnText(given.text),
    summary_source: summary?.source ?? given.source,
    status:
      entry.state === 'gone'
        ? 'obsolete'
        : ((textOf(edits.get('status')) as EntryStatus | undefined) ?? entry.audit_status ?? 'legacy'),
    owner: textOf(edits.get('owner')) ?? null,
    is_drifted: Number(entry.state !== 'gone' && isDrifted(entry, edits.values())),
  };
}

/** As SQLite's text can hold it. */
export function columnText(text: string): string {
  return text.replaceAll('\0', '\ufffd').replace(/[\ud800-\udfff]/gu, '\ufffd');
}
