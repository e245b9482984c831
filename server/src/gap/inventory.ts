/** The functions of a code base on both sides of a migration, as the dictionary has them. */
import picomatch from 'picomatch';
import { unpackFingerprints, type Fingerprint } from '../cryptex/fingerprint.ts';
import type { EntryStatus, SourceLanguage } from '../protocol/cryptex.ts';
import type { GapProblem } from '../protocol/gap.ts';
import type { DictionaryRows, PresentEntry } from '../store/dictionaryRows.ts';
import { leftOutReason } from './leftOut.ts';

/** The entry that stands for a file. */
export interface ModuleEntry {
  readonly id: number;
  readonly codename: string;
}

/** One that is there several times, for several platforms, is one. */
export interface SourceFunction {
  /** Of the dictionary; of each variant. */
  readonly entries: readonly number[];
  readonly codename: string;
  /** Relative to the root, with `/`. */
  readonly file: string;
  /** With its classes, as the language spells it. */
  readonly symbol: string;
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  readonly lines: number;
  readonly bodyHash: string;
  readonly fingerprint: Fingerprint;
}

export interface SourceFile {
  readonly path: string;
  readonly language: SourceLanguage;
  /** SHA-256 of the bytes. */
  readonly hash: string;
  readonly lines: number;
  /** Of the dictionary, for the file as a whole. */
  readonly module: ModuleEntry | undefined;
  /** By CODEOWNERS. */
  readonly owner: string | undefined;
  readonly hasErrors: boolean;
  readonly functions: readonly SourceFunction[];
  /** Of what is outside of all definitions. */
  readonly outside: Fingerprint;
}

export interface Inventory {
  readonly legacy: readonly SourceFile[];
  readonly target: readonly SourceFile[];
  /** Rule files; their functions are rules. */
  readonly rules: readonly SourceFile[];
  /** Legacy files that don't count, and why. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
  /** Files of which parts could not be parsed. */
  readonly unparsed: readonly GapProblem[];
  /** What the last audit has said of the entries, by their ids. */
  readonly statuses: ReadonlyMap<number, EntryStatus | null>;
}

export interface InventoryOptions {
  readonly target: SourceLanguage;
  readonly languages: readonly SourceLanguage[];
  /** Globs of the only files that count; all where empty. Relative to the root. */
  readonly include: readonly string[];
  /** Globs of files that don't. */
  readonly exclude: readonly string[];
}

const none: Fingerprint = {
  ...{ parameters: undefined, strings: [], numbers: [], calls: [], bound: [], ports: [] },
  isGenerated: false,
};

/** Legacy files without anything to port, such as headers of declarations, are none of it. Sorted by their paths. */
export async function inventoryOf(rows: DictionaryRows, options: InventoryOptions): Promise<Inventory> {
  const { target, languages } = options;
  const isChosen = choice(options);
  const wanted = new Set<SourceLanguage>([target, ...languages]);
  const files = (await rows.files()).filter(({ hash, language }) => hash !== '' && wanted.has(language));
  const fingerprints = new Map((await rows.fileFingerprints()).map(({ id, fingerprints: packed }) => [id, packed]));
  const entries = new Map<number, PresentEntry[]>();
  const statuses = new Map<number, EntryStatus | null>();
  for (const entry of await rows.presentEntries()) {
    statuses.set(entry.id, entry.audit_status);
    const some = entries.get(entry.file_id);
    if (some) some.push(entry);
    else entries.set(entry.file_id, [entry]);
  }
  const legacy: SourceFile[] = [];
  const ported: SourceFile[] = [];
  const rules: SourceFile[] = [];
  const leftOut: { path: string; reason: string }[] = [];
  for (const file of files.sort((a, b) => (a.path < b.path ? -1 : 1))) {
    const packed = fingerprints.get(file.id);
    const traits = packed ? unpackFingerprints(packed) : [];
    const made = traits[0]?.isGenerated === true ? 'generated' : undefined;
    const reason = isChosen(file.path) ? (leftOutReason(file.path) ?? made) : 'excluded by the settings';
    if (reason !== undefined) {
      if (file.language !== target) leftOut.push({ path: file.path, reason });
      continue;
    }
    const isTarget = file.language === target;
    const functions = functionsOf(file.path, entries.get(file.id) ?? [], traits, isTarget);
    const outside = traits[0] ?? none;
    // A file of the target may only declare functions of C, or say whose port it is.
    const tells = isTarget && (outside.bound.length > 0 || outside.ports.length > 0);
    if (functions.length === 0 && !tells) continue;
    const { path, language, hash, lines, owner } = file;
    const module = (entries.get(file.id) ?? []).find(({ position }) => position === 0);
    const hasErrors = file.syntax_errors > 0;
    (isTarget ? ported : language === 'yara' ? rules : legacy).push({
      ...{ path, language, hash, lines, owner: owner ?? undefined, hasErrors, functions },
      ...{ module: module && { id: module.id, codename: module.codename }, outside },
    });
  }
  const unparsed = files
    .filter(({ syntax_errors }) => syntax_errors > 0)
    .map(({ path, syntax_errors: places }) => ({
      file: path,
      message: `${places === 1 ? 'One place' : `${places} places`} could not be parsed; the rest is counted.`,
    }));
  return { legacy, target: ported, rules, leftOut, unparsed, statuses };
}

function functionsOf(
  file: string,
  entries: readonly PresentEntry[],
  traits: readonly Fingerprint[],
  isTarget: boolean,
): SourceFunction[] {
  const bySymbol = new Map<string, Building>();
  const callable = entries.filter(({ kind }) => kind === 'function' || kind === 'method' || kind === 'rule');
  // A script without functions is one by itself.
  const taken = callable.length > 0 || isTarget ? callable : entries.filter(({ kind }) => kind === 'script');
  for (const entry of taken.sort((a, b) => a.position - b.position)) {
    const { qualified_name: symbol, name, start_line, end_line, codename, body_hash: bodyHash } = entry;
    const known = bySymbol.get(symbol);
    if (known) known.entries.push(entry.id);
    else
      bySymbol.set(symbol, {
        ...{ entries: [entry.id], codename, file, symbol, name, line: start_line, lines: end_line - start_line + 1 },
        ...{ bodyHash, fingerprint: traits[entry.position] ?? none },
      });
  }
  const outermost: SourceFunction[] = [];
  for (const fn of bySymbol.values()) {
    const outer = outerOf(fn, bySymbol);
    if (outer) outer.fingerprint = joined(outer.fingerprint, fn.fingerprint);
    else outermost.push(fn);
  }
  return outermost.filter(({ symbol }) => !isTarget || !/(?:^|::|\.)(?:tests?|bench(?:es)?)(?:::|\.)/.test(symbol));
}

type Building = SourceFunction & { entries: number[]; fingerprint: Fingerprint };

/** What is inside of another function belongs to it. */
function outerOf({ symbol, name }: SourceFunction, all: ReadonlyMap<string, Building>): Building | undefined {
  const outer = symbol.slice(0, symbol.length - name.length).replace(/(?:\.|::)$/, '');
  const found = outer === '' ? undefined : all.get(outer);
  return found && (outerOf(found, all) ?? found);
}

function joined(outer: Fingerprint, inner: Fingerprint): Fingerprint {
  const both = (of: (one: Fingerprint) => readonly string[]): string[] => [...new Set([...of(outer), ...of(inner)])];
  return {
    ...outer,
    ...{ strings: both(({ strings }) => strings), numbers: both(({ numbers }) => numbers) },
    ...{ calls: both(({ calls }) => calls), ports: both(({ ports }) => ports), bound: both(({ bound }) => bound) },
  };
}

/** Globs without `/` are held against names. */
function choice({ include, exclude }: InventoryOptions): (path: string) => boolean {
  const matcher = (globs: readonly string[]): ((path: string) => boolean) =>
    picomatch(
      globs.map((glob) => glob.replace(/(?<=.)\/$/, '/**')).map((glob) => (glob.includes('/') ? glob : `**/${glob}`)),
      { dot: true },
    );
  const [isIn, isOut] = [matcher(include), matcher(exclude)];
  return (path) => (include.length === 0 || isIn(path)) && !isOut(path);
}

/** `FILE#SYMBOL` */
export function placeOf({ file, symbol }: Pick<SourceFunction, 'file' | 'symbol'>): string {
  return `${file}#${symbol}`;
}

/** Of `FILE#SYMBOL`; the symbol is empty for a file alone. Paths may have a `#`, and so may private names: `Type.#name`. */
export function splitPlace(place: string): { readonly file: string; readonly symbol: string } {
  const last = place.lastIndexOf('#');
  const at = last > 0 && place[last - 1] === '.' ? place.lastIndexOf('#', last - 1) : last;
  return at === -1 ? { file: place, symbol: '' } : { file: place.slice(0, at), symbol: place.slice(at + 1) };
}
