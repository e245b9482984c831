/** The dictionary of symbols: what an entry is, and what of it the views and front doors are told. */
import * as v from 'valibot';
import { count } from './values.ts';

export const EntryKind = v.picklist([
  'function',
  'method',
  'class',
  'struct',
  'union',
  'enum',
  'macro',
  'module',
  'cli',
  'rule',
  'script',
]);
export type EntryKind = v.InferOutput<typeof EntryKind>;

export const SourceLanguage = v.picklist([
  'c',
  'cpp',
  'python',
  'powershell',
  'rust',
  'typescript',
  'javascript',
  'yara',
]);
export type SourceLanguage = v.InferOutput<typeof SourceLanguage>;

export const EntryStatus = v.picklist(['legacy', 'porting', 'ported', 'verified', 'obsolete', 'native']);
export type EntryStatus = v.InferOutput<typeof EntryStatus>;

/** Who a text is from: the source's own comment, what was derived from the tree, a person, a language model. */
export const TextSource = v.picklist(['doc', 'derived', 'human', 'model']);
export type TextSource = v.InferOutput<typeof TextSource>;

/** Seen from other files; only inside its file; only inside its class or module. */
export const Visibility = v.picklist(['public', 'file', 'private']);
export type Visibility = v.InferOutput<typeof Visibility>;

/** From the first to behind the last character; lines are 1-based, columns 0-based in UTF-16 code units. */
export const Span = v.object({ startLine: count, startColumn: count, endLine: count, endColumn: count });
export type Span = v.InferOutput<typeof Span>;

export const ReferenceKind = v.picklist([
  /** A call that names the function. */
  'call',
  /** The name of a function used as a value: in a table, assigned, handed over. */
  'value',
  /** A type or class that is used, or inherited from. */
  'type',
  /** A file or module that is included or imported; `name` as it is written. */
  'include',
  /** A rule that a condition names. */
  'rule',
]);
export type ReferenceKind = v.InferOutput<typeof ReferenceKind>;

/** What a definition uses, each kind and name once, in the order of the first use. */
export const Reference = v.object({
  kind: ReferenceKind,
  /** As far as the source qualifies it: `run`, `Scanner.run`, `std::fs::read`. */
  name: v.string(),
  /** Of the first use; 1-based. */
  line: count,
  uses: v.pipe(count, v.minValue(1)),
});
export type Reference = v.InferOutput<typeof Reference>;

/** An option or a positional argument of a command-line entry point. */
export const CliOption = v.object({
  /** All spellings, `-t` and `--tag`; the name of a positional argument. */
  names: v.pipe(v.array(v.string()), v.minLength(1)),
  /** Whether it takes a value. */
  takesValue: v.boolean(),
  help: v.optional(v.string()),
});
export type CliOption = v.InferOutput<typeof CliOption>;

/** One definition as its source has it. */
export const ExtractedSymbol = v.object({
  kind: EntryKind,
  /** Its own name: `run`. */
  name: v.string(),
  /** With its classes, namespaces and outer functions, in the language's own spelling: `Scanner.run`, `yr::scan`. */
  qualifiedName: v.string(),
  /** Of the whole definition with its attributes, decorators and template, without its doc comment. */
  span: Span,
  /** Of the doc comment, or of the docstring inside. */
  docSpan: v.optional(Span),
  /** Whole, in one line. */
  signature: v.string(),
  visibility: Visibility,
  /** The `#if` conditions around it, outermost first, so that platform variants can be told apart. */
  variant: v.optional(v.string()),
  summary: v.object({ text: v.string(), source: TextSource }),
  /** Empty where there is nothing to run: a struct, a declaration. */
  pseudocode: v.string(),
  references: v.array(Reference),
  /** Only a `cli` has them. */
  options: v.optional(v.array(CliOption)),
  /**
   * SHA-256 of its text without comments and without its own name, with each run of space as one, so that a definition is
   * known again under another name; the first 32 hex digits. Of a module or script it is that of the whole file.
   */
  bodyHash: v.string(),
});
export type ExtractedSymbol = v.InferOutput<typeof ExtractedSymbol>;

/** What one file defines: first its module or script, then its definitions in the order of their starts. */
export const ExtractedFile = v.object({
  language: SourceLanguage,
  /** Lines of the file. */
  lines: count,
  symbols: v.array(ExtractedSymbol),
  /** Parts of the file that could not be parsed; what is around them is there. */
  syntaxErrors: v.array(Span),
});
export type ExtractedFile = v.InferOutput<typeof ExtractedFile>;

/** An entry as lists, trees and hovers show it. */
export const EntryBrief = v.object({
  /** Stable as long as the database lives. */
  id: count,
  codename: v.string(),
  /** The part of the codename before the first hyphen. */
  family: v.string(),
  symbol: v.string(),
  qualifiedName: v.string(),
  kind: EntryKind,
  language: SourceLanguage,
  /** Relative to the root of the code base, with `/`. */
  file: v.string(),
  span: Span,
  status: EntryStatus,
  summary: v.object({ text: v.string(), source: TextSource }),
  owner: v.optional(v.string()),
  /** The body has changed since a person has written something about it. */
  isDrifted: v.boolean(),
});
export type EntryBrief = v.InferOutput<typeof EntryBrief>;

/** What a person may write. Absent fields stay as they are; an empty text takes a person's text back. */
export const EntryChanges = v.object({
  codename: v.optional(v.string()),
  summary: v.optional(v.string()),
  pseudocode: v.optional(v.string()),
  status: v.optional(EntryStatus),
  owner: v.optional(v.string()),
  risk: v.optional(v.string()),
  tags: v.optional(v.array(v.string())),
  notes: v.optional(v.array(v.string())),
  /** Where its port is: a path, `path#symbol` or an address. */
  port: v.optional(v.string()),
});
export type EntryChanges = v.InferOutput<typeof EntryChanges>;
export const EntryField = v.keyof(EntryChanges);
export type EntryField = v.InferOutput<typeof EntryField>;

/** What somebody has changed, the newest revision first. */
export const EntryRevision = v.object({
  revision: count,
  /** ISO 8601, UTC. */
  at: v.string(),
  /** The person, or `index` for what a re-index did. */
  by: v.string(),
  /** For a person: `summary: … → …`. */
  what: v.string(),
});
export type EntryRevision = v.InferOutput<typeof EntryRevision>;

/** A dependency with the entries that its name stands for; none when it is not in the code base. */
export const Dependency = v.object({ ...Reference.entries, entries: v.array(EntryBrief) });
export type Dependency = v.InferOutput<typeof Dependency>;

/** Whose text an entry shows for a field, and what the source says where that is another. */
const Text = v.object({
  text: v.string(),
  source: TextSource,
  /** Who wrote it and when; absent for the source's own. */
  by: v.optional(v.string()),
  at: v.optional(v.string()),
  /** What the source gives now, where somebody's text is shown instead. */
  fromSource: v.optional(v.string()),
  /** What the source gave when the text was written, where that is no longer so. */
  fromSourceThen: v.optional(v.string()),
});

/** All of an entry. */
export const Entry = v.object({
  ...EntryBrief.entries,
  aliases: v.array(v.string()),
  signature: v.string(),
  visibility: Visibility,
  variant: v.optional(v.string()),
  docSpan: v.optional(Span),
  summary: Text,
  pseudocode: Text,
  options: v.array(CliOption),
  risk: v.optional(v.string()),
  tags: v.array(v.string()),
  notes: v.array(v.string()),
  port: v.optional(v.string()),
  bodyHash: v.string(),
  revision: count,
  history: v.array(EntryRevision),
  dependencies: v.array(Dependency),
  /** Who uses it, without those of its own file that only mention the name. */
  dependents: v.array(v.object({ kind: ReferenceKind, entry: EntryBrief })),
});
export type Entry = v.InferOutput<typeof Entry>;
