/** The names that each definition of a file uses. */
import type { SyntaxNode, Tree } from 'tree-sitter';
import * as v from 'valibot';
import { ReferenceKind, type Reference } from '../../protocol/cryptex.ts';
import type { LoadedLanguage } from '../languages/loadLanguage.ts';
import type { Definition } from './findDefinitions.ts';
import type { SourceText } from './sourceText.ts';

/** Uses of one definition, or of the file outside of all. */
class Uses {
  readonly endIndex: number;
  /** The definition's own name: a type that mentions itself uses nothing. */
  readonly #own: string | undefined;
  readonly #outer: Uses | undefined;
  readonly #locals = new Set<string>();
  readonly #references = new Map<string, Reference>();

  constructor(endIndex: number, own: string | undefined, outer: Uses | undefined) {
    this.endIndex = endIndex;
    this.#own = own;
    this.#outer = outer;
  }

  declare(name: string): void {
    this.#locals.add(name);
  }

  add(kind: ReferenceKind, name: string, line: number): void {
    const key = `${kind} ${name}`;
    const known = this.#references.get(key);
    if (known) known.uses += 1;
    else this.#references.set(key, { kind, name, line, uses: 1 });
  }

  /** Without names that are declared inside or around, which stand for something else there. */
  get references(): Reference[] {
    return [...this.#references.values()].filter(({ kind, name }) =>
      kind === 'type' ? name !== this.#own : (kind !== 'call' && kind !== 'value') || !this.isLocal(name),
    );
  }

  isLocal(name: string): boolean {
    return this.#locals.has(name) || (this.#outer?.isLocal(name) ?? false);
  }
}

/** For each definition, and for what is outside of all. */
export interface FileReferences {
  readonly module: readonly Reference[];
  readonly of: (definition: Definition) => readonly Reference[];
}

export function findReferences(
  { language, queries }: LoadedLanguage,
  tree: Tree,
  source: SourceText,
  definitions: readonly Definition[],
): FileReferences {
  const { text } = source;
  const module = new Uses(Infinity, undefined, undefined);
  const byDefinition = new Map<Definition, Uses>();
  const around = [module];
  let next = 0;
  let counted = -1;
  for (const { name: capture, node } of queries.references.captures(tree.rootNode)) {
    const { startIndex } = node;
    for (let definition = definitions[next]; definition; definition = definitions[next]) {
      if (definition.extent.startIndex > startIndex) break;
      leave(around, definition.extent.startIndex);
      const uses = new Uses(definition.extent.endIndex, definition.name, around.at(-1));
      byDefinition.set(definition, uses);
      around.push(uses);
      next += 1;
    }
    leave(around, startIndex);
    const uses = around.at(-1) ?? module;
    if (capture === 'local') {
      uses.declare(text.slice(startIndex, node.endIndex));
      counted = startIndex;
    }
    if (startIndex === counted) continue;
    const kind = v.parse(ReferenceKind, capture);
    const name = nameOf(kind, node);
    if (name === undefined || name === '') continue;
    // Of two patterns that take the same name the first counts.
    counted = startIndex;
    uses.add(kind, name, source.lineAt(startIndex));
  }
  return { module: module.references, of: (definition) => byDefinition.get(definition)?.references ?? [] };

  function nameOf(kind: ReferenceKind, node: SyntaxNode): string | undefined {
    return language.referenceNameOf
      ? language.referenceNameOf(kind, node, text)
      : text.slice(node.startIndex, node.endIndex).replace(/\s+/g, '');
  }
}

function leave(around: Uses[], index: number): void {
  while ((around.at(-1)?.endIndex ?? Infinity) <= index) around.pop();
}
