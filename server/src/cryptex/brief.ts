/** An entry as lists show it. */
import type { EntryBrief } from '../protocol/cryptex.ts';
import type { ListedEntry } from '../store/dictionaryRows.ts';

export function briefOf(entry: ListedEntry): EntryBrief {
  const owner = entry.owner ?? entry.file_owner;
  return {
    id: entry.id,
    codename: entry.codename,
    family: entry.family,
    symbol: entry.name,
    qualifiedName: entry.qualified_name,
    kind: entry.kind,
    language: entry.language,
    file: entry.path,
    span: {
      startLine: entry.start_line,
      startColumn: entry.start_column,
      endLine: entry.end_line,
      endColumn: entry.end_column,
    },
    status: entry.status,
    summary: { text: entry.summary, source: entry.summary_source },
    ...(owner === null ? {} : { owner }),
    isDrifted: entry.is_drifted !== 0,
  };
}

/** The part before the first hyphen. */
export function familyOf(codename: string): string {
  return codename.split('-', 1)[0] ?? codename;
}
