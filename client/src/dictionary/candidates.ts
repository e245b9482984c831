/** Which entries a name in a file stands for. */
import type { EntryBrief, EntryKind, SourceLanguage } from '../../../server/src/protocol/cryptex.ts';

export interface NamePlace {
  readonly name: string;
  /** Relative to the root; undefined for a file that is not below it. */
  readonly file: string | undefined;
  readonly language: SourceLanguage | undefined;
  /** 1-based. */
  readonly line: number;
}

/** Files that are compiled together. */
const families: readonly (readonly SourceLanguage[])[] = [
  ['c', 'cpp'],
  ['typescript', 'javascript'],
];

/**
 * Those of `found` that are meant: the definition that the name stands in, or whose codename it is; otherwise those of the
 * file; otherwise those of the language; and those of other languages only when there is nothing else.
 */
export function candidates(found: readonly EntryBrief[], place: NamePlace): EntryBrief[] {
  const ranked = found
    .map((entry) => ({ entry, rank: rankOf(entry, place) }))
    .sort((a, b) => a.rank - b.rank || a.entry.id - b.entry.id);
  const [best] = ranked;
  return ranked.filter(({ rank }) => rank === best?.rank).map(({ entry }) => entry);
}

function rankOf(entry: EntryBrief, { name, file, language, line }: NamePlace): number {
  if (entry.codename === name) return 0;
  if (entry.file === file) {
    const { startLine, endLine } = entry.span;
    // The name stands in the first lines of its definition, behind attributes and types.
    return line >= startLine && line <= Math.min(endLine, startLine + 5) ? 0 : 1;
  }
  if (language !== undefined && isKin(entry.language, language)) return entry.status === 'obsolete' ? 3 : 2;
  return 4;
}

const isKin = (one: SourceLanguage, other: SourceLanguage): boolean =>
  one === other || families.some((family) => family.includes(one) && family.includes(other));

/** The innermost of the definitions of a file around a line, 1-based. */
export function enclosing(entries: readonly EntryBrief[], line: number): EntryBrief | undefined {
  const size = ({ span }: EntryBrief): number => span.endLine - span.startLine;
  return entries
    .filter(({ span }) => line >= span.startLine && line <= span.endLine)
    .reduce<EntryBrief | undefined>((best, entry) => (best && size(best) <= size(entry) ? best : entry), undefined);
}

/** Where a definition was when it was indexed. */
export interface NamedPlace {
  readonly kind: EntryKind;
  readonly symbol: string;
  /** 1-based. */
  readonly span: { readonly startLine: number; readonly endLine: number };
}

/**
 * The line, 0-based, where a definition is now in a text that may have been edited since it was indexed:
 * where it was, or the nearest line with its name. Undefined when no line near has it.
 */
export function currentLine(lines: readonly string[], { kind, span, symbol }: NamedPlace): number | undefined {
  const was = span.startLine - 1;
  // Named by their files.
  if (kind === 'module' || kind === 'script') return 0;
  const hasName = (line: number): boolean => lines[line]?.includes(symbol) === true;
  // Behind attributes, types and macros.
  for (let line = was; line <= Math.min(was + 5, span.endLine - 1); line++) if (hasName(line)) return was;
  for (let distance = 1; distance <= 200; distance++) {
    const near = [was - distance, was + distance].find(hasName);
    if (near !== undefined) return near;
  }
  return undefined;
}
