/** Which entries a name stands for that code uses. Nothing of it is kept: each question is answered from what there is. */
import type { EntryKind, ReferenceKind, SourceLanguage, Visibility } from '../protocol/cryptex.ts';

/** The order is that of the numbers in the store: new ones go to the end. */
export const referenceKinds = ['call', 'value', 'type', 'include', 'rule'] as const satisfies readonly ReferenceKind[];

/** An entry that a name may stand for. */
export interface Home {
  readonly kind: EntryKind;
  readonly language: SourceLanguage;
  readonly name: string;
  readonly qualified_name: string;
  /** Of its file, relative to the root. */
  readonly path: string;
  readonly visibility: Visibility;
  /** Conditions of conditional compilation around it. */
  readonly variant: string | null;
}

export interface Use {
  readonly kind: ReferenceKind;
  readonly name: string;
  readonly from: Pick<Home, 'path' | 'language'>;
}

const kinds: Readonly<Record<ReferenceKind, ReadonlySet<EntryKind>>> = {
  call: new Set(['function', 'method', 'class', 'struct', 'macro', 'cli']),
  value: new Set(['function', 'method', 'class', 'macro']),
  type: new Set(['class', 'struct', 'union', 'enum']),
  include: new Set(['module', 'script']),
  rule: new Set(['rule']),
};

const families: Readonly<Record<SourceLanguage, string>> = {
  c: 'c',
  cpp: 'c',
  javascript: 'js',
  typescript: 'js',
  python: 'python',
  powershell: 'powershell',
  rust: 'rust',
  yara: 'yara',
};

const separators = /::|->|[.:\\]/;
const fileEnding = /\.(?:[a-z]{1,2}|hpp|hxx|cpp|cxx|ipp|tpp|inl|ps[md]?1|pyi|[cm]?[jt]sx?|ya?ra?)$/i;
/** Files that stand for their folder. */
const folderFiles: ReadonlySet<string> = new Set(['__init__', 'index', 'mod']);

/** The last part of a name, by which the entries that it may stand for are looked up. */
export function tailOf(kind: ReferenceKind, name: string): string {
  const parts = kind === 'include' ? pathParts(name) : name.split(separators).filter(Boolean);
  return parts.at(-1) ?? name;
}

/** The last part of the names by which a file is included or imported. */
export function fileTail(path: string): string {
  return moduleParts(path).at(-1) ?? path;
}

/**
 * Those of `homes`, which have the tail of the name, that it stands for: of its own file where that has some, otherwise of
 * those that other files can see. Several are variants, or what can't be told apart without running the code.
 */
export function resolve<H extends Home>({ kind, name, from }: Use, homes: readonly H[]): H[] {
  const fitting = homes.filter(
    (home) => kinds[kind].has(home.kind) && families[home.language] === families[from.language],
  );
  if (kind === 'include') return included(name, from, fitting);
  const tail = tailOf(kind, name);
  const named = from.language === 'powershell' ? fitting : fitting.filter((home) => home.name === tail);
  const own = qualified(
    name,
    named.filter((home) => home.path === from.path),
  );
  const others = named.filter((home) => home.path !== from.path && isVisible(home));
  if (own.length === 0) return qualified(name, others);
  // What a file defines in case nobody has is nothing where its own header has.
  const twins = own.every(isFallback) ? others.filter(({ path }) => stemOf(path) === stemOf(from.path)) : [];
  return twins.length > 0 ? twins : own;
}

/** A macro under `#ifndef` of its own name. */
function isFallback({ kind, name, variant }: Home): boolean {
  return kind === 'macro' && (variant?.split(' && ').includes(`!defined(${name})`) ?? false);
}

function stemOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
}

/** What is only seen in its file is seen in others too when that file is there to be included. */
function isVisible({ visibility, path }: Home): boolean {
  return visibility === 'public' || (visibility === 'file' && /\.(?:h|hh|hpp|hxx|inc|inl|ipp|tpp)$/i.test(path));
}

/** Where a name is qualified and some have just this qualification, only these. */
function qualified<H extends Home>(name: string, homes: readonly H[]): H[] {
  const parts = name.split(separators).filter(Boolean);
  if (parts.length > 1) {
    const exact = homes.filter(({ qualified_name }) => endsWith(qualified_name.split(separators), parts));
    if (exact.length > 0) return exact;
  }
  return [...homes];
}

/** The files whose paths end as the name says; beside the file that names it first, otherwise the nearest ones. */
function included<H extends Home>(name: string, from: Use['from'], homes: readonly H[]): H[] {
  const parts = pathParts(name);
  const ending = fileEnding.exec(name)?.[0].toLowerCase();
  const found = homes.filter(
    ({ path }) => endsWith(moduleParts(path), parts) && (ending === undefined || path.toLowerCase().endsWith(ending)),
  );
  const nearness = (home: H): number => sharedParts(home.path, from.path);
  const nearest = Math.max(...found.map(nearness));
  return found.filter((home) => nearness(home) === nearest);
}

function pathParts(name: string): string[] {
  const isPath = /[/\\]/.test(name) || fileEnding.test(name);
  const bare = isPath ? name.replace(fileEnding, '').split(/[/\\]+/) : name.split(separators);
  return bare.filter((part) => !['', '.', '..', 'crate', 'self', 'super'].includes(part));
}

function moduleParts(path: string): string[] {
  const parts = path.replace(/\.[^./]*$/, '').split('/');
  return folderFiles.has(parts.at(-1) ?? '') && parts.length > 1 ? parts.slice(0, -1) : parts;
}

function endsWith(parts: readonly string[], end: readonly string[]): boolean {
  return end.length <= parts.length && end.every((part, index) => parts[parts.length - end.length + index] === part);
}

function sharedParts(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let shared = 0;
  while (shared < left.length - 1 && left[shared] === right[shared]) shared += 1;
  return shared;
}
