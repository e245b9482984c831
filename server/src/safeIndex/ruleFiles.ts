/** The files that an index leads to: read once, hashed, and looked into when something is to be known of them. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { YaraDocument } from '../syntax/yaraDocument.ts';
import { largestParsed } from '../workspace/fileSystem.ts';

export interface Facts {
  /** Names of its rules, in order, and of the modules that it imports. */
  readonly rules: readonly string[];
  readonly imports: readonly string[];
  /** Whether the text may not be whole: the tree has an error, or the file is too large for a tree. */
  readonly doubtful: boolean;
}

/**
 * Bytes as text, one character each. Whatever encoding a file has, what matters in it is ASCII, and the same bytes can
 * be written again.
 */
export function binaryText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** In UTF-8, as `binaryText` has it. */
const byteOrderMark = '\u00ef\u00bb\u00bf';

/** Something that could be an include statement; the tree tells whether it is. */
const maybeInclude = /\binclude[ \t]+"/;

/** Comments, strings and imports: for files that are too large for a tree. */
const tokens = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\bimport\s+"(\w+)"|"(?:[^"\\\n]|\\.)*"?/g;

export class RuleFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly sha256: string;
  #facts: Facts | undefined;

  private constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.bytes = bytes;
    this.sha256 = createHash('sha256').update(bytes).digest('hex');
  }

  /** @returns undefined where there is no regular file. @throws what keeps a file from being read */
  static async read(path: string): Promise<RuleFile | undefined> {
    const stats = await stat(path).catch((error: unknown) => {
      if (isAbsence(error)) return undefined;
      throw error;
    });
    // A pipe would be waited for, and a device has no end.
    return stats?.isFile() === true ? new RuleFile(path, await readFile(path)) : undefined;
  }

  get facts(): Facts {
    this.#facts ??= this.bytes.length > largestParsed ? readTokens(this.bytes) : this.#readTree();
    return this.#facts;
  }

  /** The file's text, without a byte order mark, and its tree. Not kept: a tree is larger than its text. */
  document(): YaraDocument {
    const text = binaryText(this.bytes);
    return new YaraDocument(this.path, text.startsWith(byteOrderMark) ? text.slice(byteOrderMark.length) : text);
  }

  /** Whether it could import the module; most files can't, and need no tree to say so. */
  mentions(module: string): boolean {
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength).includes(module);
  }

  #readTree(): Facts {
    const { text, tree, outline } = this.document();
    const rules: string[] = [];
    const imports: string[] = [];
    for (const item of outline.items) {
      const name = outline.ruleName(item);
      if (name !== undefined) rules.push(name);
      if (item.kind === 'import') imports.push(outline.target(item));
    }
    // libyara stumbles over a byte order mark.
    return { rules, imports, doubtful: tree.rootNode.hasError || text.length < this.bytes.length };
  }

  /** Whether a comment in it goes on in whatever is included after it, up to the next end of a comment. */
  get hidesWhatFollows(): boolean {
    const text = binaryText(this.bytes);
    const start = text.lastIndexOf('/*');
    // Nearly all files can be told without a tree.
    if (start < 0 || text.lastIndexOf('*/') >= start + 2) return false;
    if (text.length > largestParsed) return isUnclosed(Array.from(text.matchAll(tokens)).at(-1)?.[0] ?? '');
    const last = this.document().tree.rootNode.descendantForIndex(text.length - 1);
    return last.type === 'comment' && isUnclosed(last.text);
  }

  get mayInclude(): boolean {
    return this.bytes.length <= largestParsed && maybeInclude.test(binaryText(this.bytes));
  }
}

/** Of a comment: whether it has no end. */
export function isUnclosed(comment: string): boolean {
  return comment.startsWith('/*') && (comment.length < 4 || !comment.endsWith('*/'));
}

function isAbsence(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP' || code === 'ENAMETOOLONG';
}

function readTokens(bytes: Uint8Array): Facts {
  const imports = Array.from(binaryText(bytes).matchAll(tokens), (match) => match[1]).filter(
    (name) => name !== undefined,
  );
  return { rules: [], imports, doubtful: true };
}
