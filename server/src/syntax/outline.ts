/**
 * The top-level parts of a file: rules, imports, includes, and what is none of them.
 *
 * A file of 3 MB has thousands of rules and a keystroke touches one. So an outline is carried from version to version:
 * only the items in and around what changed are read again, the others are moved. What is inside an item is read from
 * the tree when it is first asked for, by a cursor, and kept while the item is unchanged; it is therefore relative to
 * the item's start. (Nodes of the tree are left alone: the binding keeps each one that it hands out, and moves them all
 * with every edit.)
 */
import type Parser from 'tree-sitter';
import { goToChildAt } from './topLevel.ts';

/** Indexes relative to the start of the item, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface NamedSpan extends Span {
  readonly text: string;
}

export interface PatternOutline extends Span {
  /** With its `$`; a lone `$` for an anonymous pattern. */
  readonly identifier: NamedSpan;
  readonly kind: 'text' | 'hex' | 'regex';
}

/** What a rule is made of. Sections that are not there, or not recognisable yet, are undefined. */
export interface RuleOutline {
  readonly name: NamedSpan | undefined;
  readonly modifiers: readonly string[];
  readonly tags: readonly NamedSpan[];
  readonly meta: (Span & { readonly entries: number }) | undefined;
  readonly strings: Span | undefined;
  readonly patterns: readonly PatternOutline[];
  readonly condition: Span | undefined;
}

export type ItemKind = 'rule' | 'import' | 'include' | 'comment' | 'error';

export interface Item {
  readonly kind: ItemKind;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly hasError: boolean;
  /** The same object from version to version while the item is unchanged, so that it can key a cache. */
  readonly key: object;
}

/** The stretch of the new text that edits concern, and by how much what follows it has moved. */
export interface ChangedRegion {
  readonly start: number;
  readonly end: number;
  readonly delta: number;
}

export class Outline {
  readonly items: readonly Item[];
  readonly #tree: Parser.Tree;
  readonly #text: string;
  readonly #rules: WeakMap<object, RuleOutline>;

  private constructor(items: readonly Item[], tree: Parser.Tree, text: string, rules: WeakMap<object, RuleOutline>) {
    this.items = items;
    this.#tree = tree;
    this.#text = text;
    this.#rules = rules;
  }

  static of(tree: Parser.Tree, text: string): Outline {
    const items: Item[] = [];
    readItems(tree, 0, (item) => items.push(item) > 0);
    return new Outline(items, tree, text, new WeakMap());
  }

  /**
   * The outline after an edit. Behind it, the parser is back in step at the first whole item that it sees where one
   * was before; asking it for the ranges that it changed would cost it a walk over all items.
   */
  updated(tree: Parser.Tree, text: string, { start, end, delta }: ChangedRegion): Outline {
    const touched = Math.max(0, this.indexAt(start - 1));
    // How far the parser skips after an error can depend on what comes later, also behind items that are whole.
    const near = Math.max(0, touched - errorReach);
    const error = this.items.slice(near, touched).findIndex(({ hasError }) => hasError);
    let kept = error < 0 ? touched : near + error;
    while (kept > 0 && this.items[kept - 1]?.hasError) {
      kept--;
    }
    kept = Math.max(0, kept - 1);
    let next = this.indexAt(end - delta) + 1;
    const changed: Item[] = [];
    const inStep = readItems(tree, this.items[kept - 1]?.endIndex ?? 0, (item) => {
      if (item.startIndex > end) {
        while ((this.items[next]?.startIndex ?? Infinity) + delta < item.startIndex) {
          next++;
        }
        const old = this.items[next];
        if (
          old &&
          !old.hasError &&
          !item.hasError &&
          old.startIndex + delta === item.startIndex &&
          old.endIndex + delta === item.endIndex
        ) {
          return false;
        }
      }
      changed.push(item);
      return true;
    });
    const moved = inStep
      ? []
      : this.items
          .slice(next)
          .map((item) => ({ ...item, startIndex: item.startIndex + delta, endIndex: item.endIndex + delta }));
    return new Outline([...this.items.slice(0, kept), ...changed, ...moved], tree, text, this.#rules);
  }

  get rules(): Item[] {
    return this.items.filter((item) => item.kind === 'rule');
  }

  /** What is inside an item of this outline that is a rule. */
  rule(item: Item): RuleOutline {
    let rule = this.#rules.get(item.key);
    if (rule === undefined) {
      rule = readRule(this.#tree, this.#text, item);
      this.#rules.set(item.key, rule);
    }
    return rule;
  }

  /** The name of the rule that an item is; undefined where it is none, or has none yet. */
  ruleName(item: Item): string | undefined {
    return item.kind === 'rule' ? this.rule(item).name?.text : undefined;
  }

  /** What an import or include names: the text between its quotes. */
  target(item: Item): string {
    return /"([^"\n]*)/.exec(this.#text.slice(item.startIndex, item.endIndex))?.[1] ?? '';
  }

  /** Position in `items` of the last item that begins at or before an index; -1 where there is none. */
  indexAt(index: number): number {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.items[middle]?.startIndex ?? 0) <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}

/** Items that an error before them can come to swallow: the parser soon drops the ways around it that cost more. */
const errorReach = 50;

const kinds: Readonly<Record<string, ItemKind>> = {
  rule_declaration: 'rule',
  import_statement: 'import',
  include_statement: 'include',
  comment: 'comment',
};

/** Reads the top-level nodes that begin at or after an index, until `take` returns false; tells if it came to the end. */
function readItems(tree: Parser.Tree, from: number, take: (item: Item) => boolean): boolean {
  const { hasError } = tree.rootNode;
  const cursor = tree.walk();
  for (let more = goToChildAt(cursor, from); more; more = cursor.gotoNextSibling()) {
    const { startIndex, endIndex } = cursor;
    const kind = kinds[cursor.nodeType] ?? 'error';
    if (!take({ kind, startIndex, endIndex, hasError: hasError && cursor.currentNode.hasError, key: {} })) {
      return false;
    }
  }
  return true;
}

function readRule(tree: Parser.Tree, text: string, item: Item): RuleOutline {
  const cursor = tree.walk();
  const span = (): Span => ({ start: cursor.startIndex - item.startIndex, end: cursor.endIndex - item.startIndex });
  const named = (): NamedSpan => ({ ...span(), text: text.slice(cursor.startIndex, cursor.endIndex) });
  const modifiers: string[] = [];
  const tags: NamedSpan[] = [];
  const patterns: PatternOutline[] = [];
  let name: NamedSpan | undefined;
  let meta: RuleOutline['meta'];
  let strings: Span | undefined;
  let condition: Span | undefined;
  /** Calls `visit` on each child of the node that the cursor is at, and returns there. */
  const eachChild = (visit: (type: string, field: string) => void): void => {
    if (cursor.gotoFirstChild()) {
      do {
        visit(cursor.nodeType, cursor.currentFieldName);
      } while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
  };
  const readPattern = (): void => {
    const whole = span();
    let identifier: NamedSpan | undefined;
    let kind: PatternOutline['kind'] = 'text';
    eachChild((type, field) => {
      if (field === 'identifier') {
        identifier = named();
      } else if (field === 'value') {
        kind = type === 'hex_string' ? 'hex' : type === 'regex' ? 'regex' : 'text';
      }
    });
    if (identifier) {
      patterns.push({ ...whole, identifier, kind });
    }
  };
  const readSection = (type: string): void => {
    switch (type) {
      case 'rule_modifier':
        modifiers.push(named().text);
        break;
      case 'tag_list':
        eachChild((child) => child === 'tag' && tags.push(named()));
        break;
      case 'meta_section': {
        let entries = 0;
        eachChild((child) => (entries += child === 'meta_entry' ? 1 : 0));
        meta = { ...span(), entries };
        break;
      }
      case 'strings_section':
        strings = span();
        eachChild((child) => {
          if (child === 'pattern_declaration') {
            readPattern();
          }
        });
        break;
      case 'condition_section':
        condition = span();
        break;
    }
  };
  goToChildAt(cursor, item.startIndex);
  eachChild((type, field) => {
    if (field === 'name' && cursor.endIndex > cursor.startIndex) {
      name = named();
    } else {
      readSection(type);
    }
  });
  return { name, modifiers, tags, meta, strings, patterns, condition };
}
