/** Rust: functions, methods of impls and traits, types, modules and macros. */
import type { SyntaxNode } from 'tree-sitter';
import type { Visibility } from '../../../protocol/cryptex.ts';
import { loadGrammar } from '../grammars.ts';
import type { FoundDefinition, FoundModule, Language } from '../language.ts';
import { signatureText } from '../signature.ts';
import { commandLinesOf } from './clap.ts';
import { attributesOf, docOf, moduleDocOf } from './docs.ts';
import { rustNotation } from './notation.ts';
import { referenceNameOf } from './references.ts';
import { implOf, typeNameOf } from './types.ts';

/** From the first attribute before it. */
function extentOf({ node }: FoundDefinition): { startIndex: number; endIndex: number } {
  return { startIndex: attributesOf(node).at(0)?.startIndex ?? node.startIndex, endIndex: node.endIndex };
}

/** The arms of a macro are its body. */
function signatureOf({ node, nameNode, body }: FoundDefinition, text: string): string {
  const end = node.type === 'macro_definition' ? nameNode?.endIndex : body?.startIndex;
  const tuple = body?.type === 'ordered_field_declaration_list';
  const until = tuple ? node.endIndex : (end ?? node.endIndex);
  const attributes = attributesOf(node).map((attribute) =>
    signatureText(attribute, text, attribute.startIndex, attribute.endIndex),
  );
  return [...attributes, signatureText(node, text, node.startIndex, until).replace(/[ ;]+$/, '')].join(' ');
}

function scopeOf({ node }: FoundDefinition): readonly string[] {
  const type = implOf(node)?.childForFieldName('type');
  return type ? [typeNameOf(type)] : [];
}

function visibilityOf({ node, outer }: FoundDefinition): Visibility {
  const around = outer.at(-1);
  if (around?.kind === 'function' || around?.kind === 'method') return 'private';
  if (node.type === 'macro_definition') return hasAttribute(node, /^(macro_export|macro_use)\b/) ? 'public' : 'file';
  const modifier = node.namedChildren.find(({ type }) => type === 'visibility_modifier')?.text;
  if (modifier !== undefined) return modifier === 'pub(self)' ? 'private' : 'public';
  if (hasAttribute(node, /^(unsafe\()?(no_mangle|export_name)\b/)) return 'public';
  const impl = implOf(node);
  if (impl) return impl.childForFieldName('trait') ? 'public' : 'private';
  // What a trait asks for is seen where the trait is.
  if (around?.node.type === 'trait_item') return visibilityOf(around);
  return around ? 'private' : 'file';
}

function hasAttribute(node: SyntaxNode, name: RegExp): boolean {
  return attributesOf(node).some((attribute) => name.test(attribute.firstNamedChild?.text ?? ''));
}

/** The predicates of `#[cfg(…)]` on it and on the modules, impls and functions around it. */
function variantOf({ node }: FoundDefinition): string | undefined {
  const conditions: string[] = [];
  for (let at: SyntaxNode | null = node; at; at = at.parent) {
    if (!at.type.endsWith('_item') && at.type !== 'macro_definition') continue;
    for (const attribute of attributesOf(at)) {
      const [, condition] = /^cfg\s*\(([^]*)\)$/.exec(attribute.firstNamedChild?.text ?? '') ?? [];
      if (condition !== undefined) conditions.unshift(condition.replace(/\s+/g, ' ').trim());
    }
  }
  return conditions.length === 0 ? undefined : conditions.join(' && ');
}

/** A file that begins with `#!` of a program is run by it; `#![…]` is an attribute. */
function moduleOf(root: SyntaxNode, text: string): FoundModule {
  return { kind: /^#!(?!\s*\[)/.test(text) ? 'script' : 'module', doc: moduleDocOf(root, text) };
}

export const rust: Language = {
  id: 'rust',
  comments: ['line_comment', 'block_comment'],
  extensions: ['.rs'],
  grammar: () => loadGrammar('tree-sitter-rust'),
  separator: '::',
  scopeOf,
  extentOf,
  signatureOf,
  docOf,
  visibilityOf,
  variantOf,
  referenceNameOf,
  notation: rustNotation,
  moduleOf,
  commandLinesOf,
};
