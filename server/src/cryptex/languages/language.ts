/** What the dictionary has to know of a language. A language is a folder here with its queries, and a row in `languages.ts`. */
import type { Query, SyntaxNode } from 'tree-sitter';
import type Parser from 'tree-sitter';
import type { CliOption, EntryKind, ReferenceKind, SourceLanguage, Visibility } from '../../protocol/cryptex.ts';
import type { Notation } from '../pseudocode/notation.ts';

/**
 * The queries of a language, each a file `queries/NAME.scm` in its folder. One whose first line is `; inherits: FOLDER`
 * has those of that folder too.
 *
 * `definitions` captures whole definitions as `@definition.KIND` (kinds of EntryKind), with `@name` and, where there is
 * one, `@body` inside; the signature is the text before the body. Definitions inside definitions are found by their
 * places, and a function directly inside a class, struct, union or enum is a method.
 *
 * `fingerprints` captures what stays of a function in a port: its texts as `@string`, its numbers as `@number`, functions of
 * another language that it declares as `@bound`, and calls that are such where the file loads a foreign library as
 * `@bound.called`.
 *
 * `references` captures the names that code uses as `@call`, `@value`, `@type`, `@include`, `@rule`; each belongs to the
 * innermost definition around it, or to the file's module. `@local` captures names that are declared: inside the
 * definition around them, calls and values of that name are no references.
 */
export interface LanguageQueries {
  readonly definitions: Query;
  readonly references: Query;
  readonly fingerprints: Query;
}

/** A definition that the query has found, before its texts are made. */
export interface FoundDefinition {
  readonly kind: EntryKind;
  readonly node: SyntaxNode;
  readonly nameNode: SyntaxNode | undefined;
  readonly body: SyntaxNode | undefined;
  /** The definitions around it, outermost first. */
  readonly outer: readonly FoundDefinition[];
}

export interface DocComment {
  /** Without comment signs and indentation. */
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

/** What a file is as a whole. */
export interface FoundModule {
  readonly kind: 'module' | 'script';
  readonly doc: DocComment | undefined;
}

/** A command-line entry point that the code of a file declares. */
export interface FoundCommandLine {
  /** Of the tool: what the code calls it, or the name of the file; with the subcommand where it is one. */
  readonly name: string;
  /** What declares it: the function that sets up the parser, the table of options, the parameter block. */
  readonly node: SyntaxNode;
  /** What it says of itself. */
  readonly description: string | undefined;
  readonly options: readonly CliOption[];
}

export interface Language {
  readonly id: SourceLanguage;
  /** The folder of its queries, where that is not its id. */
  readonly queries?: string;
  /** Of file names, in lower case, with the dot. */
  readonly extensions: readonly string[];
  /** Loaded with the first file of the language. */
  readonly grammar: () => Parser.Language;
  /**
   * Where the grammar can't read all that the language allows: the same text, of the same length, with those places
   * put otherwise. The tree is made from it; all texts are taken from the source itself.
   */
  readonly legible?: (text: string) => string;
  /** The types of nodes that are comments; `comment` where absent. */
  readonly comments?: readonly string[];
  /** Between the parts of a qualified name. */
  readonly separator: '.' | '::';
  /** Its own name, where that is not the text of `nameNode`; undefined when it is not a definition after all. */
  readonly nameOf?: (found: FoundDefinition, text: string) => string | undefined;
  /** Its kind, where the query can't tell it. */
  readonly kindOf?: (found: FoundDefinition) => EntryKind;
  /** Parts of its qualified name that no definition around it gives: the type of an `impl`, of `Type::method` out of line. */
  readonly scopeOf?: (found: FoundDefinition) => readonly string[];
  /** Where it starts and ends, when that is more than its node: with attributes, decorators, `export`. */
  readonly extentOf?: (
    found: FoundDefinition,
    text: string,
  ) => { readonly startIndex: number; readonly endIndex: number };
  /** Where the text before the body doesn't tell all, or too much; in one line. */
  readonly signatureOf?: (found: FoundDefinition, text: string) => string;
  /** The comment or docstring that documents it. */
  readonly docOf: (found: FoundDefinition, text: string) => DocComment | undefined;
  readonly visibilityOf: (found: FoundDefinition, text: string) => Visibility;
  /** Conditions of conditional compilation around it, outermost first. */
  readonly variantOf?: (found: FoundDefinition, text: string) => string | undefined;
  /** The name of a captured reference, where that is not its text; undefined when it is none after all. */
  readonly referenceNameOf?: (kind: ReferenceKind, node: SyntaxNode, text: string) => string | undefined;
  /** A module without a doc comment where absent. */
  readonly moduleOf?: (root: SyntaxNode, text: string, path: string) => FoundModule;
  readonly commandLinesOf?: (root: SyntaxNode, text: string, path: string) => readonly FoundCommandLine[];
  /** How statements of the language read in pseudocode; absent for a language without statements. */
  readonly notation?: Notation;
  /** For a language without statements: what stands in place of pseudocode. */
  readonly pseudocodeOf?: (found: FoundDefinition, text: string) => string;
}
