/** How the tree of a language reads as pseudocode. */
import type { Part } from './part.ts';
import type { Phrasing } from './phrase.ts';
import type { Step } from './steps.ts';

/** Makes the steps of a statement; `phrasing` writes its expressions. */
export type Form = (part: Part, phrasing: Phrasing) => readonly Step[];

/**
 * What is needed to know of a language, by the types of its nodes. A type that is named nowhere is an expression. An object
 * is that of one grammar: the numbers of its types are remembered by it.
 */
export interface Notation {
  /** Statements, and the blocks that hold them. */
  readonly statements: Readonly<Record<string, Form>>;
  /** Whether a value that stands alone has an effect: it is what the block gives. */
  readonly givesValues?: boolean;
  /** Expressions that make steps of their own where they stand as statements: assignments. */
  readonly effects: Readonly<Record<string, Form>>;
  /** Calls: the field that holds what is called. */
  readonly calls: Readonly<Record<string, (call: Part) => Part | undefined>>;
  /** Branches and loops inside expressions, and the word that names them. */
  readonly choices: Readonly<Record<string, string>>;
  /** Functions without a name of their own: the field or type of their body. */
  readonly closures: Readonly<Record<string, string>>;
  /** Definitions with a name: its field or type. They are named where they stand, and not looked into. */
  readonly definitions: Readonly<Record<string, string>>;
  /** Strings. What is put into them is told like other expressions. */
  readonly strings: ReadonlySet<string>;
  /** Expressions that are looked into however short they are, since the forms of statements ask for their fields. */
  readonly parts: ReadonlySet<string>;
  /** Types that are never read: comments, types, attributes. */
  readonly skipped: ReadonlySet<string>;
  /**
   * Texts of which one is in every call, choice and closure, behind its first character. A short expression without any
   * is not looked into, which saves most of the walk. Absent: everything is looked into.
   */
  readonly marks?: readonly string[];
  /** Tokens of an expression that don't stay as they are: space, comments, strings, operators. Global and sticky-free. */
  readonly tokens: RegExp;
  /** What a line begins with that goes on an enclosing list without a comma: an entry of a hash table. Sticky. */
  readonly entry?: RegExp;
  /** What stands for a token, in lower case; strings, comments and space are told by their first characters. */
  readonly words: Readonly<Record<string, string>>;
  /** Whether `'x'` is one character, which stays as it is. */
  readonly hasCharacters?: boolean;
  /** Nodes of which only one field is read: a cast, of which the value is. */
  readonly transparent?: Readonly<Record<string, string>>;
  /** Names of functions that only log. */
  readonly logs: RegExp;
}
