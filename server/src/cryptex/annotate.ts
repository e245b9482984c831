/** Writes down what somebody says about an entry. */
import { EngineError } from '../common/errors.ts';
import type { EntryChanges, TextSource } from '../protocol/cryptex.ts';
import type { ListedEntry, StoredEdit, StoredEntry } from '../store/dictionaryRows.ts';
import type { DictionaryWriter } from '../store/dictionaryWriter.ts';
import { familyOf } from './brief.ts';
import { columnText, shownOf } from './edits.ts';
import { symbolOf } from './symbolOf.ts';

export interface Author {
  readonly by: string;
  /** `model` when a language model has written it and a person has accepted it. */
  readonly source: 'human' | 'model';
  /** The revision that the author has seen; a later one is not written over. */
  readonly revision?: number | undefined;
}

const fields = ['summary', 'pseudocode', 'status', 'owner', 'risk', 'tags', 'notes', 'port'] as const;

/**
 * Absent fields stay as they are; an empty text or list takes back what was written. What doesn't change anything leaves
 * no revision, but says that it is still true of the body as it is now.
 *
 * @param dictionaryRevision that of this write
 * @throws {EngineError} `invalid` for a codename that is taken or is none; `changed` when somebody was faster.
 */
export async function annotate(
  writer: DictionaryWriter,
  entry: ListedEntry,
  changes: EntryChanges,
  author: Author,
  dictionaryRevision: number,
): Promise<void> {
  if (author.revision !== undefined && author.revision !== entry.revision) {
    throw new EngineError(
      'changed',
      `${entry.codename} has been changed meanwhile: it is at revision ${entry.revision}. Look at it again, then repeat your change.`,
    );
  }
  const symbol = await symbolOf(writer, entry);
  const given = {
    summary: symbol?.summary ?? { text: entry.summary, source: entry.summary_source },
    pseudocode: { text: symbol?.pseudocode ?? '', source: 'derived' as TextSource },
  };
  const edits = new Map((await writer.edits(entry.id)).map((edit) => [edit.field, edit]));
  const at = new Date().toISOString();
  const told: string[] = [];
  const after = await renamed(writer, entry, changes.codename, told);
  for (const field of fields) {
    const change = changes[field];
    if (change === undefined) continue;
    const before = edits.get(field);
    if (change.length === 0) {
      if (!before) continue;
      edits.delete(field);
      writer.removeEdits([before]);
      told.push(`${field}: ${shown(before.value)} taken back`);
      continue;
    }
    const value = JSON.stringify(change);
    const source = field === 'summary' || field === 'pseudocode' ? author.source : 'human';
    const edit: StoredEdit = {
      ...{ entry_id: entry.id, field, value, source, by: author.by, at, body_hash: entry.body_hash },
      given: field === 'summary' || field === 'pseudocode' ? given[field].text : null,
    };
    if (before?.value !== value) {
      const old = before?.value ?? (field === 'summary' ? JSON.stringify(given.summary.text) : undefined);
      told.push(`${field}: ${old === undefined ? '' : `${shown(old)} → `}${shown(value)}`);
    } else if (before.source !== source) {
      told.push(`${field}: now by a ${source === 'model' ? 'language model' : 'person'}`);
    }
    edits.set(field, edit);
    writer.putEdits([edit]);
  }
  if (told.length > 0) {
    after.revision += 1;
    writer.addRevisions([
      { entry_id: entry.id, revision: after.revision, at, by: author.by, what: columnText(told.join('; ')) },
    ]);
  }
  writer.putEntries([{ ...after, ...shownOf(after, given.summary, edits), changed_in: dictionaryRevision }]);
}

async function renamed(
  writer: DictionaryWriter,
  entry: ListedEntry,
  codename: string | undefined,
  told: string[],
): Promise<StoredEntry> {
  if (codename === undefined || codename === entry.codename) return entry;
  if (!/^[\p{L}\p{N}]+(?:[-_.][\p{L}\p{N}]+)*$/u.test(codename) || codename.length > 120) {
    throw new EngineError(
      'invalid',
      `${JSON.stringify(codename)} is no codename: it has letters and digits, with single hyphens between its parts, and at most 120 characters.`,
    );
  }
  const holder = await writer.byCodename(codename);
  if (holder && holder.id !== entry.id) {
    const how = holder.codename.toLowerCase() === codename.toLowerCase() ? 'is' : 'was';
    throw new EngineError(
      'invalid',
      `The codename ${codename} is taken: it ${how} that of ${holder.qualified_name} in ${holder.path}.`,
    );
  }
  writer.removeAliases([codename]);
  if (codename.toLowerCase() !== entry.codename.toLowerCase()) {
    writer.putAliases([{ alias: entry.codename, entry: entry.id }]);
  }
  told.push(`codename: ${entry.codename} → ${codename}`);
  return { ...entry, codename, family: familyOf(codename) };
}

/** A value in JSON, short enough for a line of history. */
function shown(value: string): string {
  const text = JSON.parse(value) as string | string[];
  const line = (typeof text === 'string' ? text : text.join(', ')).replace(/\s+/g, ' ');
  return `“${line.length > 200 ? `${line.slice(0, 199)}…` : line}”`;
}
