/**
 * The top-level parts of a file: rules, imports, includes, and what is none of them.
 *
 * A file of 3 MB has thousands of rules and a keystroke touches one, so an outline takes over from the one before it
 * every item whose subtree the parser reused. Node ids tell that: a new tree shares the unchanged subtrees of the old
 * one, and no new node can get the address of an old one as long as the old tree is alive (its owner sees to that).
 * What an item knows of its inside is therefore relative to its start.
 */
import type Parser from 'tree-sitter';

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
  readonly kind: 'rule';
  readonly name: NamedSpan | undefined;
  readonly modifiers: readonly string[];
  readonly tags: readonly NamedSpan[];
  readonly meta: (Span & { readonly entries: number }) | undefined;
  readonly strings: Span | undefined;
  readonly patterns: readonly PatternOutline[];
  readonly condition: Span | undefined;
}

/** `import "module"` or `include "path"`; the target is the text between the quotes. */
export interface DirectiveOutline {
  readonly kind: 'import' | 'include';
  readonly target: NamedSpan | undefined;
}

export interface OtherOutline {
  readonly kind: 'comment' | 'error';
}

export type ItemContent = RuleOutline | DirectiveOutline | OtherOutline;

export interface Item<C extends ItemContent = ItemContent> {
  readonly id: number;
  readonly startIndex: number;
  readonly endIndex: number;
  readonly hasError: boolean;
  /** The same object from version to version while the item is unchanged, so that it can key a cache. */
  readonly content: C;
}

export class Outline {
  readonly items: readonly Item[];
  readonly #byId: ReadonlyMap<number, Item>;

  private constructor(items: readonly Item[]) {
    this.items = items;
    this.#byId = new Map(items.map((item) => [item.id, item]));
  }

  /** @param previous the outline of the tree that `tree` was parsed from, whose tree must still be alive */
  static of(tree: Parser.Tree, text: string, previous?: Outline): Outline {
    const items: Item[] = [];
    const cursor = tree.walk();
    for (let more = cursor.gotoFirstChild(); more; more = cursor.gotoNextSibling()) {
      const { startIndex, endIndex } = cursor;
      const node = cursor.currentNode;
      const known = previous === undefined ? undefined : previous.#byId.get(node.id);
      items.push(
        known
          ? { ...known, startIndex, endIndex }
          : { id: node.id, startIndex, endIndex, hasError: node.hasError, content: contentOf(node, text) },
      );
    }
    return new Outline(items);
  }

  get rules(): Item<RuleOutline>[] {
    return this.items.filter((item): item is Item<RuleOutline> => item.content.kind === 'rule');
  }

  directives(kind: DirectiveOutline['kind']): Item<DirectiveOutline>[] {
    return this.items.filter((item): item is Item<DirectiveOutline> => item.content.kind === kind);
  }

  /** The item at an index, or the last one that begins before it. */
  itemAt(index: number): Item | undefined {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = this.items[middle];
      if (item !== undefined && item.startIndex <= index) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.items[low - 1];
  }
}

function contentOf(node: Parser.SyntaxNode, text: string): ItemContent {
  switch (node.type) {
    case 'rule_declaration':
      return ruleOutline(node, text);
    case 'import_statement':
      return { kind: 'import', target: quoted(node.childForFieldName('module'), node, text) };
    case 'include_statement':
      return { kind: 'include', target: quoted(node.childForFieldName('path'), node, text) };
    case 'comment':
      return { kind: 'comment' };
    default:
      return { kind: 'error' };
  }
}

function ruleOutline(rule: Parser.SyntaxNode, text: string): RuleOutline {
  const meta = rule.childForFieldName('meta');
  const strings = rule.childForFieldName('strings');
  const condition = rule.childForFieldName('condition');
  const tags = rule.childForFieldName('tags');
  const patterns: PatternOutline[] = [];
  for (const declaration of strings?.namedChildren ?? []) {
    const identifier = declaration.childForFieldName('identifier');
    if (declaration.type === 'pattern_declaration' && identifier) {
      const kind = patternKind(declaration.childForFieldName('value')?.type);
      patterns.push({ ...spanIn(rule, declaration), identifier: named(identifier, rule, text), kind });
    }
  }
  const name = rule.childForFieldName('name');
  return {
    kind: 'rule',
    name: name && !name.isMissing ? named(name, rule, text) : undefined,
    modifiers: rule.childrenForFieldName('modifiers').map((node) => text.slice(node.startIndex, node.endIndex)),
    tags: tags ? tags.namedChildren.filter((node) => node.type === 'tag').map((node) => named(node, rule, text)) : [],
    meta: meta
      ? {
          ...spanIn(rule, meta),
          entries: meta.namedChildren.filter((node) => node.type === 'meta_entry').length,
        }
      : undefined,
    strings: strings ? spanIn(rule, strings) : undefined,
    patterns,
    condition: condition ? spanIn(rule, condition) : undefined,
  };
}

function patternKind(type: string | undefined): PatternOutline['kind'] {
  return type === 'hex_string' ? 'hex' : type === 'regex' ? 'regex' : 'text';
}

function spanIn(item: Parser.SyntaxNode, node: Parser.SyntaxNode): Span {
  return { start: node.startIndex - item.startIndex, end: node.endIndex - item.startIndex };
}

function named(node: Parser.SyntaxNode, item: Parser.SyntaxNode, text: string): NamedSpan {
  return { ...spanIn(item, node), text: text.slice(node.startIndex, node.endIndex) };
}

function quoted(node: Parser.SyntaxNode | null, item: Parser.SyntaxNode, text: string): NamedSpan | undefined {
  if (!node || node.isMissing) {
    return undefined;
  }
  const { start, end } = spanIn(item, node);
  return { start, end, text: text.slice(node.startIndex, node.endIndex).replace(/^"|"$/g, '') };
}
