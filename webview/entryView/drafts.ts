/**
 * What a person is writing into a field of an entry: kept while the page is hidden, and held against what others write
 * meanwhile.
 */
import * as v from 'valibot';
import type { Entry, EntryChanges, EntryStatus } from '../../server/src/protocol/cryptex.ts';
import { count } from '../../server/src/protocol/values.ts';

export const EditableField = v.picklist(['codename', 'summary', 'owner', 'risk', 'port', 'tags', 'notes']);
export type EditableField = v.InferOutput<typeof EditableField>;

export const Draft = v.object({
  id: count,
  field: EditableField,
  value: v.string(),
  /** What the field had when the person began, and the revision that had it. */
  base: v.string(),
  revision: count,
});
export type Draft = v.InferOutput<typeof Draft>;

/** A field as one text to edit. */
export function fieldText(entry: Entry, field: EditableField): string {
  switch (field) {
    case 'summary':
      return entry.summary.text;
    case 'tags':
      return entry.tags.join(', ');
    case 'notes':
      return entry.notes.join('\n\n');
    case 'codename':
      return entry.codename;
    case 'owner':
    case 'risk':
    case 'port':
      return entry[field] ?? '';
  }
}

/** The change that the text of a field stands for. */
export function changeOf(field: EditableField, text: string): EntryChanges {
  switch (field) {
    case 'tags':
      return { tags: pieces(text, /[,\n]/) };
    case 'notes':
      return { notes: pieces(text, /\n[^\S\n]*\n/) };
    case 'summary':
      return { summary: text.trim() };
    case 'codename':
      return { codename: text.trim() };
    case 'owner':
      return { owner: text.trim() };
    case 'risk':
      return { risk: text.trim() };
    case 'port':
      return { port: text.trim() };
  }
}

export const statusChange = (status: EntryStatus): EntryChanges => ({ status });

const pieces = (text: string, separator: RegExp): string[] =>
  text
    .split(separator)
    .map((piece) => piece.trim())
    .filter((piece) => piece !== '');

/**
 * A draft against the entry as it is now: where its field is as the person has seen it, the draft moves on to the new
 * revision; otherwise somebody else was quicker, and `theirs` is what they wrote.
 */
export function rebase(draft: Draft, entry: Entry): { readonly draft: Draft; readonly theirs?: string } {
  const now = fieldText(entry, draft.field);
  if (now === draft.base) return { draft: { ...draft, revision: entry.revision } };
  return { draft, theirs: now };
}
