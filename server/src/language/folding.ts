/** What can be folded: rules, their sections, long patterns, runs of imports, and comments. */
import { FoldingRangeKind, type FoldingRange } from 'vscode-languageserver-types';
import type { Item, RuleOutline, Span } from '../syntax/outline.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';

export function foldingRanges(document: YaraDocument): FoldingRange[] {
  const folds: FoldingRange[] = [];
  const { items } = document.outline;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item === undefined) {
      continue;
    }
    if (item.kind === 'rule') {
      add(folds, document, item, { keepsLastLine: true });
      for (const span of partsOf(document.outline.rule(item))) {
        add(folds, document, { startIndex: item.startIndex + span.start, endIndex: item.startIndex + span.end }, {});
      }
    } else if (item.kind !== 'error') {
      i = addRun(folds, document, items, i);
    }
  }
  return folds;
}

function partsOf(rule: RuleOutline): Span[] {
  const sections = [rule.meta, rule.strings, rule.condition].filter((span) => span !== undefined);
  return [...sections, ...rule.patterns];
}

/** Folds items of one kind that follow each other as one; returns the index of the last of them. */
function addRun(folds: FoldingRange[], document: YaraDocument, items: readonly Item[], first: number): number {
  const kindOf = (index: number): string | undefined => {
    const kind = items[index]?.kind;
    return kind === 'include' ? 'import' : kind;
  };
  const kind = kindOf(first);
  let last = first;
  while (kindOf(last + 1) === kind && adjoins(document, items[last], items[last + 1])) {
    last++;
  }
  const [from, to] = [items[first], items[last]];
  if (from && to) {
    const foldKind = kind === 'comment' ? FoldingRangeKind.Comment : FoldingRangeKind.Imports;
    add(folds, document, { startIndex: from.startIndex, endIndex: to.endIndex }, { kind: foldKind });
  }
  return last;
}

/** Whether only a line break stands between two items. */
function adjoins(document: YaraDocument, a: Item | undefined, b: Item | undefined): boolean {
  return (
    a !== undefined && b !== undefined && /^[ \t]*\r?\n?[ \t]*$/.test(document.text.slice(a.endIndex, b.startIndex))
  );
}

function add(
  folds: FoldingRange[],
  document: YaraDocument,
  stretch: { startIndex: number; endIndex: number },
  { kind, keepsLastLine = false }: { kind?: FoldingRangeKind; keepsLastLine?: boolean },
): void {
  const { start, end } = document.rangeOf(stretch);
  // A rule's closing brace stays in sight.
  const endLine = keepsLastLine ? end.line - 1 : end.line;
  if (endLine > start.line) {
    folds.push({ startLine: start.line, endLine, ...(kind === undefined ? {} : { kind }) });
  }
}
