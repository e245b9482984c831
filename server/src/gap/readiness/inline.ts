/** Rules with their includes put in their places, and the way back from a place in that text to the file. */
import { EngineError } from '../../common/errors.ts';
import { YaraDocument } from '../../syntax/yaraDocument.ts';
import type { Item } from '../../syntax/outline.ts';
import { decodeRuleFile, largestParsed, type FileSystem } from '../../workspace/fileSystem.ts';
import { includeCandidates } from '../../workspace/includes.ts';

export interface RuleText {
  /** Absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly text: string;
  /** Of the text; of nothing where the file is too large for a tree. */
  readonly document: YaraDocument;
  /** Index in `bytes` of the first byte that is not UTF-8; its text is then the bytes as Latin-1. */
  readonly badByte: number | undefined;
}

/** An include that is not in the text: there is no such file, or it is one that includes this one. */
export interface LeftInclude {
  readonly file: RuleText;
  readonly item: Item;
  readonly reason: 'missing' | 'circular';
}

interface Piece {
  /** In the whole text. */
  readonly start: number;
  readonly length: number;
  readonly file: RuleText;
  /** In the file's text. */
  readonly from: number;
}

export interface Inlined {
  /** Of a file that is not UTF-8, each byte beyond ASCII is an `x`. */
  readonly text: string;
  readonly root: RuleText;
  readonly files: readonly RuleText[];
  readonly leftIncludes: readonly LeftInclude[];
  /** `line` is 1-based, `column` 1-based in code points. */
  locate(line: number, column: number): Located;
}

export interface Located {
  readonly file: RuleText;
  /** In the file's text. */
  readonly index: number;
}

/** Characters of rules that are put together: files that include each other twice over and over grow beyond all bounds. */
const largestText = 64 * 1024 * 1024;

/** @throws {EngineError} `invalid` when the file can't be read, or the text would be too large */
export async function inlineIncludes(
  path: string,
  { files, includeDirectories }: { readonly files: FileSystem; readonly includeDirectories: readonly string[] },
): Promise<Inlined> {
  const read = new Map<string, RuleText | undefined>();
  const pieces: Piece[] = [];
  const parts: string[] = [];
  const leftIncludes: LeftInclude[] = [];
  let length = 0;

  const open = async (at: string): Promise<RuleText | undefined> => {
    if (!read.has(at)) {
      const bytes = await files.read(at);
      read.set(at, bytes && ruleText(at, bytes));
    }
    return read.get(at);
  };
  const add = (whole: string, file: RuleText, from: number) => {
    // Bytes of another encoding would be faults of their own at places where they are patterns.
    const text = file.badByte === undefined ? whole : whole.replace(/[\u0080-\u00ff]/g, 'x');
    if (length + text.length > largestText)
      throw new EngineError('invalid', `With its includes ${path} has more than ${largestText / 1024 / 1024} MB.`);
    pieces.push({ start: length, length: text.length, file, from });
    parts.push(text);
    length += text.length;
  };
  const put = async (file: RuleText, within: readonly RuleText[]): Promise<void> => {
    const { text, document } = file;
    const { outline } = document;
    let done = 0;
    for (const item of outline.items) {
      if (item.kind !== 'include') continue;
      const target = await firstOf(includeCandidates(file.path, outline.target(item), includeDirectories), open);
      const isCircular = target !== undefined && (target === file || within.includes(target));
      if (target === undefined || isCircular) {
        leftIncludes.push({ file, item, reason: isCircular ? 'circular' : 'missing' });
      }
      add(text.slice(done, item.startIndex), file, done);
      if (target && !isCircular) await put(target, [...within, file]);
      // It may have ended in a comment.
      add('\n', file, item.endIndex);
      done = item.endIndex;
    }
    add(text.slice(done), file, done);
  };

  const root = await open(path);
  if (!root) throw new EngineError('invalid', `${path} can't be read.`);
  await put(root, []);
  const text = parts.join('');
  const lines = lineStarts(text);
  return {
    text,
    root,
    files: [...read.values()].filter((file) => file !== undefined),
    leftIncludes,
    locate: (line, column) => {
      const start = lines[Math.min(line, lines.length) - 1] ?? 0;
      const index = afterCodePoints(text, start, column - 1);
      const piece = pieces.findLast((one) => one.start <= index) ?? { start: 0, length: 0, file: root, from: 0 };
      return { file: piece.file, index: piece.from + Math.min(index - piece.start, piece.length) };
    },
  };
}

/** A rule file as it is read. */
export function ruleText(path: string, bytes: Uint8Array): RuleText {
  const text = decodeRuleFile(bytes);
  const document = new YaraDocument(path, bytes.length > largestParsed ? '' : text);
  return { path, bytes, text, document, badByte: firstBadByte(bytes) };
}

/** Index of the first byte that is no part of UTF-8. */
function firstBadByte(bytes: Uint8Array): number | undefined {
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(whole);
    return undefined;
  } catch {
    // What is lost comes back as U+FFFD: up to there the bytes are the same again.
    const again = Buffer.from(whole.toString('utf8'));
    let at = 0;
    while (at < whole.length && whole[at] === again[at]) at += 1;
    return at;
  }
}

async function firstOf<T>(
  paths: readonly string[],
  open: (path: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  for (const path of paths) {
    const found = await open(path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function afterCodePoints(text: string, start: number, count: number): number {
  let index = start;
  for (let left = count; left > 0 && index < text.length; left -= 1) {
    index += (text.codePointAt(index) ?? 0) > 0xffff ? 2 : 1;
  }
  return index;
}
