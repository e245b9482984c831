/** Finds the token that a sentence of libyara is about. */
import type Parser from 'tree-sitter';
import type { Item } from '../../syntax/outline.ts';
import type { Range, YaraDocument } from '../../syntax/yaraDocument.ts';
import type { Subject } from './messages.ts';

interface Stretch {
  startIndex: number;
  endIndex: number;
}

export interface Placement {
  /** 1-based, as libyara counts: only `\n` ends a line. */
  readonly line: number;
  /** The rule that libyara names with the message, if any. */
  readonly rule?: string | undefined;
  readonly subject: Subject;
  /** Stay on the reported line even when the subject stands elsewhere. */
  readonly exactLine: boolean;
}

export function place(document: YaraDocument, { line, rule, subject, exactLine }: Placement): Range {
  const startIndex = document.startOfTreeLine(line - 1);
  const onLine = { startIndex, endIndex: lineEnd(document.text, startIndex) };
  const item = itemOf(document, onLine, rule);
  const found = item && findIn(document, item, onLine, subject, exactLine);
  return document.rangeOf(found ?? trimmed(document.text, onLine));
}

/** The rule or directive that a message on `line` (1-based) is in. */
export function itemOfLine(document: YaraDocument, line: number, rule: string | undefined): Item | undefined {
  const startIndex = document.startOfTreeLine(line - 1);
  return itemOf(document, { startIndex, endIndex: lineEnd(document.text, startIndex) }, rule);
}

/** libyara names a rule only once it has read its head; without a name the last item that begins on the line has it. */
function itemOf({ outline }: YaraDocument, line: Stretch, rule: string | undefined): Item | undefined {
  const last = outline.indexAt(Math.max(line.startIndex, line.endIndex - 1));
  if (rule !== undefined) {
    for (let i = last; i >= 0; i--) {
      const item = outline.items[i];
      if (item === undefined || item.endIndex < line.startIndex) {
        break;
      }
      if (outline.ruleName(item) === rule) {
        return item;
      }
    }
  }
  return outline.items[last];
}

function findIn(
  document: YaraDocument,
  item: Item,
  line: Stretch,
  subject: Subject,
  exactLine: boolean,
): Stretch | undefined {
  if (subject.types?.includes('rule_name')) {
    const span = item.kind === 'rule' ? document.outline.rule(item).name : undefined;
    const name = span && { startIndex: item.startIndex + span.start, endIndex: item.startIndex + span.end };
    return name && exactLine && !touches(name, line) ? undefined : name;
  }
  if (!subject.texts && !subject.types) {
    return undefined;
  }
  const node = document.tree.rootNode.descendantForIndex(item.startIndex, item.endIndex);
  const touching = candidates(document.text, node, subject, line);
  const here =
    pick(
      touching.filter(({ startIndex }) => startIndex >= line.startIndex),
      subject.pick,
    ) ?? touching.at(-1);
  if (here || exactLine) {
    return here && exactLine ? clip(here, line) : here;
  }
  // libyara's line is that of the token that it had read ahead, so what it means can stand before it.
  const before = { startIndex: item.startIndex, endIndex: subject.within === 'rule' ? item.endIndex : line.endIndex };
  const all = candidates(document.text, node, subject, before);
  return subject.within === 'rule' ? all[0] : all.at(-1);
}

function pick(found: readonly Stretch[], which: Subject['pick']): Stretch | undefined {
  switch (which) {
    case 'second':
      return found[1] ?? found[0];
    case 'last':
      return found.at(-1);
    case 'ends':
      return found.toSorted((a, b) => a.endIndex - b.endIndex)[0];
    case undefined:
      return found[0];
  }
}

/** Nodes below `root` that can be the subject and touch `within`, in the order of the text. */
function candidates(text: string, root: Parser.SyntaxNode, subject: Subject, within: Stretch): Stretch[] {
  const found: Stretch[] = [];
  const cursor = root.walk();
  const around: string[] = [];
  for (;;) {
    const { startIndex, endIndex, nodeType } = cursor;
    const near = touches({ startIndex, endIndex }, within);
    const fits = subject.inside === undefined || around.at(-1) === subject.inside;
    if (near && fits && isSubject(nodeType, text, startIndex, endIndex, subject)) {
      found.push({ startIndex, endIndex });
    }
    if (near && cursor.gotoFirstChild()) {
      around.push(nodeType);
      continue;
    }
    while (!cursor.gotoNextSibling()) {
      if (!cursor.gotoParent()) {
        return found;
      }
      around.pop();
    }
  }
}

function isSubject(type: string, text: string, startIndex: number, endIndex: number, subject: Subject): boolean {
  if (subject.types && !subject.types.includes(type)) {
    return false;
  }
  return (
    !subject.texts ||
    subject.texts.some((wanted) => wanted.length === endIndex - startIndex && text.startsWith(wanted, startIndex))
  );
}

function touches(a: Stretch, b: Stretch): boolean {
  return a.startIndex < b.endIndex && a.endIndex > b.startIndex;
}

function clip(stretch: Stretch, line: Stretch): Stretch {
  return {
    startIndex: Math.max(stretch.startIndex, line.startIndex),
    endIndex: Math.min(stretch.endIndex, line.endIndex),
  };
}

function lineEnd(text: string, startIndex: number): number {
  const end = text.indexOf('\n', startIndex);
  return end < 0 ? text.length : end;
}

/** The line without the white space around it; something to point at even where the line is blank. */
function trimmed(text: string, line: Stretch): Stretch {
  const content = text.slice(line.startIndex, line.endIndex);
  const startIndex = line.startIndex + (content.length - content.trimStart().length);
  return {
    startIndex: Math.min(startIndex, line.endIndex),
    endIndex: Math.max(startIndex, line.startIndex + content.trimEnd().length),
  };
}
