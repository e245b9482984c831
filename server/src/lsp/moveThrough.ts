/** Carries diagnostics of an older text through edits; those whose place was edited are dropped. */
import type { TextDocumentContentChangeEvent } from 'vscode-languageserver-protocol';
import type { Diagnostic } from '../language/diagnostics.ts';
import type { Position, Range } from '../syntax/yaraDocument.ts';

export function moveThrough(
  diagnostics: readonly Diagnostic[],
  changes: readonly TextDocumentContentChangeEvent[],
): Diagnostic[] {
  return changes.reduce<Diagnostic[]>(
    (moved, change) => {
      if (!('range' in change)) {
        return [];
      }
      const end = endOfText(change.range.start, change.text);
      return moved.flatMap((diagnostic) => {
        if (isBefore(diagnostic.range.end, change.range.start)) {
          return [diagnostic];
        }
        if (isBefore(diagnostic.range.start, change.range.end)) {
          return [];
        }
        return [{ ...diagnostic, range: shift(diagnostic.range, change.range.end, end) }];
      });
    },
    [...diagnostics],
  );
}

function shift(range: Range, from: Position, to: Position): Range {
  const move = ({ line, character }: Position): Position => ({
    line: line + to.line - from.line,
    character: line === from.line ? character + to.character - from.character : character,
  });
  return { start: move(range.start), end: move(range.end) };
}

function endOfText(start: Position, text: string): Position {
  const lines = text.split(/\r\n|\r|\n/);
  const last = lines.at(-1) ?? '';
  return lines.length === 1
    ? { line: start.line, character: start.character + text.length }
    : { line: start.line + lines.length - 1, character: last.length };
}

function isBefore(a: Position, b: Position): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
