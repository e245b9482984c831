/** The definitions of a file, nested by their places. */
import type { SyntaxNode, Tree } from 'tree-sitter';
import * as v from 'valibot';
import { EntryKind } from '../../protocol/cryptex.ts';
import type { FoundDefinition, Language } from '../languages/language.ts';
import type { LoadedLanguage } from '../languages/loadLanguage.ts';
import type { TextRange } from './sourceText.ts';

export interface Definition {
  readonly found: FoundDefinition;
  readonly name: string;
  readonly qualifiedName: string;
  /** Of the whole, with attributes and decorators; space at the end is none of it. */
  readonly extent: TextRange;
}

export interface FoundInFile {
  /** In the order of their starts, outer ones before those inside. */
  readonly definitions: readonly Definition[];
  readonly comments: readonly TextRange[];
}

interface Candidate extends TextRange {
  readonly kind: EntryKind;
  readonly node: SyntaxNode;
  readonly nameNode: SyntaxNode | undefined;
  readonly body: SyntaxNode | undefined;
}

const holders: ReadonlySet<EntryKind> = new Set(['class', 'struct', 'union', 'enum']);

export function findDefinitions({ language, queries }: LoadedLanguage, tree: Tree, text: string): FoundInFile {
  const candidates: Candidate[] = [];
  const comments: TextRange[] = [];
  for (const { captures } of queries.definitions.matches(tree.rootNode)) {
    let definition: { kind: EntryKind; node: SyntaxNode } | undefined;
    let nameNode: SyntaxNode | undefined;
    let body: SyntaxNode | undefined;
    for (const { name, node } of captures) {
      if (name === 'name') nameNode = node;
      else if (name === 'body') body = node;
      else if (name === 'comment') comments.push({ startIndex: node.startIndex, endIndex: node.endIndex });
      else if (name.startsWith('definition.')) definition = { kind: v.parse(EntryKind, name.slice(11)), node };
    }
    if (!definition) continue;
    const { startIndex, endIndex } = definition.node;
    candidates.push({ ...definition, nameNode, body, startIndex, endIndex });
  }
  comments.sort((a, b) => a.startIndex - b.startIndex);
  // Stable: of two patterns that take the same node the first of the file counts.
  candidates.sort((a, b) => a.startIndex - b.startIndex || b.endIndex - a.endIndex);
  return { definitions: nest(candidates, language, text), comments };
}

function nest(candidates: readonly Candidate[], language: Language, text: string): Definition[] {
  const definitions: Definition[] = [];
  const around: (Definition & { node: TextRange })[] = [];
  let last: Candidate | undefined;
  for (const candidate of candidates) {
    if (candidate.startIndex === last?.startIndex && candidate.endIndex === last.endIndex) continue;
    while ((around.at(-1)?.node.endIndex ?? Infinity) <= candidate.startIndex) around.pop();
    // What error recovery leaves may cross; nothing of ours does.
    if (candidate.endIndex > (around.at(-1)?.node.endIndex ?? Infinity)) continue;
    const definition = define(candidate, around, language, text);
    if (!definition) continue;
    last = candidate;
    definitions.push(definition);
    around.push({ ...definition, node: candidate });
  }
  return definitions;
}

function define(
  { kind: captured, node, nameNode, body }: Candidate,
  around: readonly Definition[],
  language: Language,
  text: string,
): Definition | undefined {
  const outer = around.map(({ found }) => found);
  const inside = outer.at(-1);
  const kind = captured === 'function' && inside && holders.has(inside.kind) ? 'method' : captured;
  const draft: FoundDefinition = { kind, node, nameNode, body, outer };
  const found = { ...draft, kind: language.kindOf?.(draft) ?? kind };
  const name = language.nameOf
    ? language.nameOf(found, text)
    : nameNode && text.slice(nameNode.startIndex, nameNode.endIndex);
  if (name === undefined || name === '') return undefined;
  const scope = language.scopeOf?.(found) ?? [];
  const prefix = around.at(-1)?.qualifiedName;
  const qualifiedName = [...(prefix === undefined ? [] : [prefix]), ...scope, name].join(language.separator);
  const { startIndex, endIndex } = language.extentOf?.(found, text) ?? node;
  return { found, name, qualifiedName, extent: { startIndex, endIndex: trimmedEnd(text, startIndex, endIndex) } };
}

/** Some grammars count the line break at the end, or the space before what follows. */
export function trimmedEnd(text: string, startIndex: number, endIndex: number): number {
  let end = endIndex;
  while (end > startIndex && /\s/.test(text[end - 1] ?? '')) end -= 1;
  return end;
}
