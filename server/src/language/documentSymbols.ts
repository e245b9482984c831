/** The outline of a file as the editor shows it: each rule with its whole range, its meta, patterns and condition. */
import { SymbolKind, type DocumentSymbol } from 'vscode-languageserver-types';
import type { Item, RuleOutline, Span } from '../syntax/outline.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';

/** A rule's symbol and where the rule began then; shared by answers, so never changed. */
interface KnownSymbol {
  readonly line: number;
  readonly character: number;
  readonly symbol: DocumentSymbol;
}

/** By the keys of the outline: most edits leave most rules where and what they are. */
const known = new WeakMap<object, KnownSymbol>();

export function documentSymbols(document: YaraDocument): DocumentSymbol[] {
  const symbols: DocumentSymbol[] = [];
  for (const item of document.outline.items) {
    if (item.kind === 'rule') {
      symbols.push(knownRuleSymbol(document, item));
    } else if (item.kind === 'import' || item.kind === 'include') {
      symbols.push(directiveSymbol(document, item));
    }
  }
  return symbols;
}

function knownRuleSymbol(document: YaraDocument, item: Item): DocumentSymbol {
  const { line, character } = document.positionAt(item.startIndex);
  const before = known.get(item.key);
  if (before?.line === line && before.character === character) return before.symbol;
  const symbol = ruleSymbol(document, item, document.outline.rule(item));
  known.set(item.key, { line, character, symbol });
  return symbol;
}

function directiveSymbol(document: YaraDocument, item: Item): DocumentSymbol {
  const range = document.rangeOf(item);
  return {
    name: shown(document.outline.target(item)),
    detail: item.kind,
    kind: item.kind === 'import' ? SymbolKind.Module : SymbolKind.File,
    range,
    selectionRange: range,
  };
}

function ruleSymbol(document: YaraDocument, item: Item, rule: RuleOutline): DocumentSymbol {
  const rangeOf = (span: Span) =>
    document.rangeOf({ startIndex: item.startIndex + span.start, endIndex: item.startIndex + span.end });
  const section = (name: string, detail: string, span: Span): DocumentSymbol => {
    const range = rangeOf(span);
    return { name, detail, kind: SymbolKind.Namespace, range, selectionRange: range };
  };
  const children: DocumentSymbol[] = [];
  if (rule.meta) {
    children.push(section('meta', String(rule.meta.entries), rule.meta));
  }
  for (const pattern of rule.patterns) {
    children.push({
      name: pattern.identifier.text,
      detail: pattern.kind,
      kind: SymbolKind.Variable,
      range: rangeOf(pattern),
      selectionRange: rangeOf(pattern.identifier),
    });
  }
  if (rule.condition) {
    children.push(section('condition', '', rule.condition));
  }
  const range = document.rangeOf(item);
  return {
    name: shown(rule.name?.text),
    detail: [...rule.modifiers, ...rule.tags.map((tag) => tag.text)].join(' '),
    kind: SymbolKind.Class,
    range,
    selectionRange: rule.name ? rangeOf(rule.name) : range,
    children,
  };
}

/** The protocol does not take an empty name. */
function shown(name: string | undefined): string {
  return name === undefined || name === '' ? '…' : name;
}
