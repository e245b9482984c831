/** A rule file in memory: its text, its tree, and the two kept in step through edits. */
import Parser from 'tree-sitter';
import { TextDocument, type TextDocumentContentChangeEvent } from 'vscode-languageserver-textdocument';
import { yaraLanguage } from './grammar.ts';
import { Outline, type ChangedRegion } from './outline.ts';
import { TreeLines } from './treeLines.ts';

export interface Position {
  /** 0-based. */
  line: number;
  /** 0-based, in UTF-16 code units. */
  character: number;
}

export interface Range {
  start: Position;
  end: Position;
}

let parser: Parser | undefined;

function parse(text: string, oldTree?: Parser.Tree): Parser.Tree {
  if (parser === undefined) {
    parser = new Parser();
    parser.setLanguage(yaraLanguage());
  }
  // The callback form hands over only what the parser looks at; chunks keep the copies small.
  return parser.parse((index) => text.slice(index, index + chunk), oldTree, { bufferSize: chunk });
}

const chunk = 4096;

/**
 * Positions follow the Language Server Protocol (0-based lines, UTF-16 code units), indexes are UTF-16 code units
 * from the start. tree-sitter counts only `\n` as a line end and the protocol counts a lone `\r` too, so nothing
 * outside this folder uses tree-sitter's rows: everything goes through indexes or `TreeLines`.
 */
export class YaraDocument {
  readonly uri: string;
  #document: TextDocument;
  #tree: Parser.Tree;
  #outline: Outline;
  /** Set while the text has a lone `\r`, where tree-sitter's and the protocol's lines part. */
  #treeLines: TreeLines | undefined;

  constructor(uri: string, text: string, version = 0) {
    this.uri = uri;
    this.#document = TextDocument.create(uri, 'yara', version, text);
    this.#tree = parse(text);
    this.#outline = Outline.of(this.#tree, text);
    this.#countLines();
  }

  get version(): number {
    return this.#document.version;
  }

  get text(): string {
    return this.#document.getText();
  }

  get tree(): Parser.Tree {
    return this.#tree;
  }

  get lineCount(): number {
    return this.#document.lineCount;
  }

  /** The file's top-level parts. */
  get outline(): Outline {
    return this.#outline;
  }

  positionAt(index: number): Position {
    return this.#document.positionAt(index);
  }

  indexAt(position: Position): number {
    return this.#document.offsetAt(position);
  }

  rangeOf(span: { startIndex: number; endIndex: number }): Range {
    return { start: this.positionAt(span.startIndex), end: this.positionAt(span.endIndex) };
  }

  /** The index at which a line begins, by libyara's and tree-sitter's count: only `\n` ends a line. `line` is 0-based. */
  startOfTreeLine(line: number): number {
    return this.#treeLines ? this.#treeLines.startOf(line) : this.indexAt({ line, character: 0 });
  }

  /** Applies changes in order, as `didChange` sends them, and re-parses once. A change without a range replaces all. */
  update(changes: readonly TextDocumentContentChangeEvent[], version: number): void {
    let region: ChangedRegion | undefined = { start: Infinity, end: 0, delta: 0 };
    for (const change of changes) {
      region = region && 'range' in change ? this.#edit(change, region) : undefined;
      TextDocument.update(this.#document, [change], version);
      if (this.#treeLines !== undefined || change.text.includes('\r') || this.#touchesCarriageReturn(change)) {
        this.#countLines();
      }
    }
    const { text } = this;
    this.#tree = parse(text, region && this.#tree);
    if (region && this.#tree.rootNode.isError) {
      // With the old tree's parts in hand the parser can give up on a file that it gets over when it starts anew.
      region = undefined;
      this.#tree = parse(text);
    }
    this.#outline = region ? this.#outline.updated(this.#tree, text, region) : Outline.of(this.#tree, text);
  }

  /** Tells the tree of a change that is about to be made to the text; returns what has changed with it. */
  #edit(change: { range: Range; text: string }, region: ChangedRegion): ChangedRegion {
    const startIndex = this.indexAt(change.range.start);
    const oldEndIndex = this.indexAt(change.range.end);
    const newEndIndex = startIndex + change.text.length;
    const startPosition = this.#pointAt(startIndex);
    this.#tree.edit({
      startIndex,
      oldEndIndex,
      newEndIndex,
      startPosition,
      oldEndPosition: this.#pointAt(oldEndIndex),
      newEndPosition: pointAfter(startPosition, change.text),
    });
    const delta = newEndIndex - oldEndIndex;
    return {
      start: Math.min(region.start, startIndex),
      end: Math.max(newEndIndex, region.end > oldEndIndex ? region.end + delta : region.end),
      delta: region.delta + delta,
    };
  }

  #pointAt(index: number): Parser.Point {
    if (this.#treeLines !== undefined) {
      return this.#treeLines.pointAt(index);
    }
    const { line, character } = this.positionAt(index);
    return { row: line, column: character };
  }

  #countLines(): void {
    this.#treeLines = /\r(?!\n)/.test(this.text) ? new TreeLines(this.text) : undefined;
  }

  /** Whether the place of a change that was just made borders on a `\r`, whose `\n` it may have taken away. */
  #touchesCarriageReturn(change: TextDocumentContentChangeEvent): boolean {
    return !('range' in change) || this.text[this.indexAt(change.range.start) - 1] === '\r';
  }
}

function pointAfter(start: Parser.Point, text: string): Parser.Point {
  const lastBreak = text.lastIndexOf('\n');
  if (lastBreak < 0) {
    return { row: start.row, column: start.column + text.length };
  }
  let row = start.row;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) {
    row++;
  }
  return { row, column: text.length - lastBreak - 1 };
}
