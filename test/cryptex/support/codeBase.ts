/** A code base that is made by hand, and its dictionary. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFile } from '../../../server/src/cryptex/content.ts';
import { Dictionary } from '../../../server/src/cryptex/dictionary.ts';
import type { SourceEvent, SourceRequest } from '../../../server/src/cryptex/sourceEvents.ts';
import type { ExtractedFile, ExtractedSymbol, Reference } from '../../../server/src/protocol/cryptex.ts';
import type { IndexReport } from '../../../server/src/protocol/dictionaryView.ts';

/** A symbol of a file; `body` stands for its text. */
export interface Made extends Partial<Omit<ExtractedSymbol, 'references' | 'name'>> {
  readonly name: string;
  readonly body?: string;
  readonly calls?: readonly string[];
}

export class CodeBase {
  readonly folder: string;
  readonly notices: string[] = [];
  /** By path. */
  readonly files = new Map<string, readonly Made[]>();
  readonly leftOut = new Map<string, string>();

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<CodeBase> {
    return new CodeBase(await mkdtemp(join(tmpdir(), 'cryptex-dictionary-')));
  }

  get root(): string {
    return join(this.folder, 'source');
  }

  get store(): string {
    return join(this.folder, 'cryptex.sqlite');
  }

  /** As another process would have it: only the store is the same. */
  dictionary(root = this.root): Dictionary {
    return new Dictionary(
      { store: this.store, root },
      (notice) => this.notices.push(notice),
      (request) => this.#read(request),
    );
  }

  async index(): Promise<IndexReport> {
    await using dictionary = this.dictionary();
    return await dictionary.index({ exclude: [], signal: new AbortController().signal });
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  async *#read({ folder, known, signal }: SourceRequest): AsyncGenerator<SourceEvent> {
    for (const [path, reason] of this.leftOut) yield { type: 'leftOut', path, reason };
    for (const [path, made] of [...this.files].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (folder !== '' && !path.startsWith(`${folder}/`)) continue;
      if (this.leftOut.has(path)) continue;
      await Promise.resolve();
      signal.throwIfAborted();
      const file = extracted(path, made);
      const hash = digest(JSON.stringify(file));
      if (known.get(path)?.hash === hash) yield { type: 'unchanged', path };
      else yield { type: 'file', path, size: 1, modified: '1', hash, packed: packFile(file) };
    }
  }
}

function extracted(path: string, made: readonly Made[]): ExtractedFile {
  const name = path.replace(/^.*\//, '');
  let line = 1;
  const symbols = made.map((one): ExtractedSymbol => {
    const { body = one.name, calls = [], ...given } = one;
    const startLine = line;
    line += 5;
    return {
      kind: 'function',
      qualifiedName: one.name,
      span: { startLine, startColumn: 0, endLine: startLine + 3, endColumn: 1 },
      signature: `int ${one.name}(void)`,
      visibility: 'public',
      summary: { text: `Calls ${calls.join(', ') || 'nothing'}.`, source: 'derived' },
      pseudocode: calls.map((call) => `call ${call}()`).join('\n'),
      references: calls.map((call): Reference => ({ kind: 'call', name: call, line: startLine, uses: 1 })),
      bodyHash: digest(`${body} ${calls.join()}`),
      ...given,
    };
  });
  const language = path.endsWith('.py') ? 'python' : path.endsWith('.ps1') ? 'powershell' : 'c';
  const module: ExtractedSymbol = {
    ...{ kind: 'module', name, qualifiedName: name, visibility: 'public', signature: name, pseudocode: '' },
    span: { startLine: 1, startColumn: 0, endLine: line, endColumn: 0 },
    summary: { text: `Has ${made.length} functions.`, source: 'derived' },
    references: [],
    bodyHash: digest(JSON.stringify(made)),
  };
  return { language, lines: line, symbols: [module, ...symbols], syntaxErrors: [] };
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
