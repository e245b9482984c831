/**
 * The older JSON of dictionaries: `entries`, a list or an object by name, each with `symbol, pyro_name, kind, location,
 * signature, summary, pseudocode, line_references, dependencies, owner, risk, notes`.
 *
 * It is taken as what people have written. All that it has is kept as it is beside, so that an export gives it back.
 */
import * as v from 'valibot';
import type { Entry, EntryField, EntryKind } from '../../protocol/cryptex.ts';
import { languageOf } from '../languages/languages.ts';
import type { Incoming, Offer } from './incoming.ts';
import type { Written } from './ownFormat.ts';

const text = v.optional(v.nullable(v.string()));

/** Where the fields are absent or null, nothing is known. */
const OlderEntry = v.object({
  symbol: text,
  pyro_name: text,
  kind: text,
  location: text,
  signature: text,
  summary: text,
  pseudocode: text,
  line_references: v.optional(
    v.nullable(v.array(v.object({ file: v.string(), start: v.number(), end: v.optional(v.number()) }))),
  ),
  dependencies: v.optional(v.nullable(v.array(v.string()))),
  owner: text,
  risk: text,
  notes: v.optional(v.nullable(v.union([v.string(), v.array(v.string())]))),
});
type OlderEntry = v.InferOutput<typeof OlderEntry>;

/** The field in which an entry keeps what the older form had. */
const olderField = 'older';

const kinds: Readonly<Record<string, EntryKind>> = {
  func: 'function',
  subroutine: 'function',
  procedure: 'function',
  structure: 'struct',
  record: 'struct',
  interface: 'class',
  type: 'struct',
  typedef: 'struct',
  enumeration: 'enum',
  define: 'macro',
  constant: 'macro',
  file: 'module',
  header: 'module',
  command: 'cli',
};
const known: ReadonlySet<string> = new Set<EntryKind>([
  ...(['function', 'method', 'class', 'struct', 'union', 'enum', 'macro', 'module', 'cli', 'rule', 'script'] as const),
]);

/** What is wrong with the file as a whole is a sentence. */
export function readOlder(whole: Readonly<Record<string, unknown>>): Offer | string {
  const { entries, ...extra } = whole;
  if (typeof entries !== 'object' || entries === null) {
    return 'it has neither "format" nor a list or an object of "entries".';
  }
  const named = Array.isArray(entries)
    ? entries.map((entry: unknown, index): [string, unknown] => [`entries[${index}]`, entry])
    : Object.entries(entries);
  const offer = { entries: [] as Incoming[], skipped: [] as Offer['skipped'], unknownFields: new Set<string>() };
  for (const [name, value] of named) {
    const parsed = v.safeParse(OlderEntry, value);
    if (!parsed.success) {
      const [issue] = parsed.issues;
      offer.skipped.push({ entry: name, reason: `${v.getDotPath(issue) ?? 'the entry'}: ${issue.message}` });
      continue;
    }
    const symbol = parsed.output.symbol ?? (Array.isArray(entries) ? undefined : name);
    if (!symbol) {
      offer.skipped.push({ entry: name, reason: 'It has no symbol.' });
      continue;
    }
    for (const field of Object.keys(value as object)) {
      if (!Object.hasOwn(OlderEntry.entries, field)) offer.unknownFields.add(field);
    }
    offer.entries.push(incomingOf(symbol, parsed.output, value));
  }
  for (const field of Object.keys(extra)) offer.unknownFields.add(field);
  return { ...offer, files: [], extra };
}

/** An entry in the older form, with what an older file once said of it. */
export function olderOf(entry: Entry, extra: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const before = extra[olderField];
  const { file, span } = entry;
  return {
    symbol: entry.symbol,
    kind: entry.kind,
    location: `${file}:${span.startLine}`,
    signature: entry.signature,
    line_references: [{ file, start: span.startLine, end: span.endLine }],
    dependencies: entry.dependencies.map(({ name }) => name),
    ...(typeof before === 'object' ? before : {}),
    pyro_name: entry.codename,
    summary: entry.summary.text,
    pseudocode: entry.pseudocode.text,
    ...optional('owner', entry.owner),
    ...optional('risk', entry.risk),
    notes: entry.notes,
  };
}

function incomingOf(symbol: string, entry: OlderEntry, original: unknown): Incoming {
  const { file, start, end } = placeOf(entry);
  const kind = kindOf(entry.kind ?? 'function');
  const written = new Map<EntryField, Written>();
  const write = (field: EntryField, value: string | readonly string[] | null | undefined): void => {
    if (value === undefined || value === null || value.length === 0) return;
    const own = typeof value === 'string' ? value : [...value];
    written.set(field, { value: own, source: 'human', by: 'import', at: '', bodyHash: '' });
  };
  write('summary', entry.summary);
  write('pseudocode', entry.pseudocode);
  write('owner', entry.owner);
  write('risk', entry.risk);
  write('notes', typeof entry.notes === 'string' ? [entry.notes] : entry.notes);
  return {
    ...{ label: entry.pyro_name ?? symbol, codename: entry.pyro_name ?? undefined, aliases: [], symbol, kind },
    ...{ file, line: start, written, extra: { [olderField]: original } },
    made: {
      language: languageOf(file ?? '')?.id ?? 'c',
      ...{ isGone: false, revision: 1, history: [] },
      symbol: {
        ...{ kind, name: symbol.split(/::|\./).at(-1) ?? symbol, qualifiedName: symbol, visibility: 'public' },
        span: { startLine: start ?? 1, startColumn: 0, endLine: end ?? start ?? 1, endColumn: 0 },
        signature: entry.signature ?? symbol,
        summary: { text: '', source: 'derived' },
        ...{ pseudocode: '', bodyHash: '' },
        references: (entry.dependencies ?? []).map((name) => ({ kind: 'call', name, line: start ?? 1, uses: 1 })),
      },
    },
  };
}

/** `file.c:12`, `file.c:12-20`, `file.c#L12`, or the first of the line references. */
function placeOf({ location, line_references }: OlderEntry): { file?: string; start?: number; end?: number } {
  const [, file, start, end] = /^(.*?)(?:(?::|#L)(\d+)(?:-L?(\d+))?)?(?::\d+)?$/.exec(location ?? '') ?? [];
  const reference = line_references?.[0];
  const path = (file === '' || file === undefined ? reference?.file : file)?.replaceAll('\\', '/').replace(/^\.\//, '');
  const whole = (value: number | undefined): number | undefined =>
    value !== undefined && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
  const from = whole(start === undefined ? reference?.start : Number(start));
  const to = whole(end === undefined ? reference?.end : Number(end));
  return {
    ...(path === undefined ? {} : { file: path }),
    ...(from === undefined ? {} : { start: from }),
    ...(to === undefined || (from !== undefined && to < from) ? {} : { end: to }),
  };
}

function kindOf(kind: string): EntryKind {
  const lower = kind.toLowerCase();
  return known.has(lower) ? (lower as EntryKind) : (kinds[lower] ?? 'function');
}

function optional(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}
