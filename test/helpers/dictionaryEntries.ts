/** Entries of a made-up dictionary. */
import type { Entry, EntryBrief } from '../../server/src/protocol/cryptex.ts';

export function brief(id: number, more: Partial<EntryBrief> = {}): EntryBrief {
  const symbol = more.symbol ?? `symbol_${id}`;
  const family = more.family ?? 'Streetlight';
  return {
    id,
    codename: `${family}-Name${id}`,
    family,
    symbol,
    qualifiedName: symbol,
    kind: 'function',
    language: 'c',
    file: 'src/scan.c',
    span: { startLine: 10 * id, startColumn: 0, endLine: 10 * id + 5, endColumn: 1 },
    status: 'legacy',
    summary: { text: `Summary of ${symbol}.`, source: 'derived' },
    isDrifted: false,
    ...more,
  };
}

export function entry(id: number, more: Partial<Entry> = {}): Entry {
  return {
    ...brief(id, more),
    aliases: [],
    signature: `int symbol_${id}(void)`,
    visibility: 'public',
    summary: { text: `Summary of symbol_${id}.`, source: 'derived' },
    pseudocode: { text: '', source: 'derived' },
    options: [],
    tags: [],
    notes: [],
    bodyHash: '0'.repeat(32),
    revision: 1,
    history: [],
    dependencies: [],
    dependents: [],
    ...more,
  };
}
