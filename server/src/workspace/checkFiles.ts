/** Checks files on disk as the editor checks open ones. */
import { syntaxErrors } from '../language/languageService.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import { YaraDocument } from '../syntax/yaraDocument.ts';
import { uriOf } from './documents.ts';
import { decodeRuleFile, largestParsed, type FileSystem } from './fileSystem.ts';
import { judge, type Compiler } from './judge.ts';
import { judgeFile } from './judgeFile.ts';
import { Roots } from './roots.ts';
import type { CompileSettings } from './settings.ts';

export interface CheckOptions {
  readonly compiler: Compiler;
  readonly files: FileSystem;
  readonly settings: CompileSettings;
  /** Everything that libyara says, on its lines, each file on its own: what `yarac` prints. */
  readonly all: boolean;
  /** Files that are checked at a time. */
  readonly parallel: number;
  readonly signal: AbortSignal;
}

export interface FileCheck {
  readonly path: string;
  /** By absolute path: of the file and of those that it includes. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  /** What kept libyara from judging the file. What the tree says is there all the same. */
  readonly failure?: unknown;
}

/** Checks files, and tells of each in the order given. @param paths absolute */
export async function* checkFiles(paths: readonly string[], options: CheckOptions): AsyncGenerator<FileCheck> {
  const roots = new Roots(options.files, () => Promise.resolve(paths));
  roots.setIncludeDirectories(options.settings.includeDirectories);
  const running: Promise<FileCheck>[] = [];
  for (const path of paths) {
    running.push(checkFile(path, roots, options));
    const first = running.length >= options.parallel ? running.shift() : undefined;
    if (first) {
      yield await first;
    }
  }
  for (const check of running) {
    yield await check;
  }
}

async function checkFile(path: string, roots: Roots, options: CheckOptions): Promise<FileCheck> {
  const { compiler, files, settings, all, signal } = options;
  const bytes = await files.read(path);
  const document = bytes && parse(path, bytes);
  const own = document ? syntaxErrors(document) : [];
  const judgeRoot = (root: string) =>
    judge(compiler, {
      root: { path: root },
      overlay: [],
      settings,
      documentOf: async (file) => {
        if (file === path) {
          return document;
        }
        const content = await files.read(file);
        return content && parse(file, content);
      },
      all,
      signal,
    });
  try {
    const { diagnostics } = await judgeFile({
      path,
      hasSyntaxErrors: own.length > 0,
      judgeRoot,
      configuredRoots: () => Promise.resolve([]),
      includingRoots: () => (all ? Promise.resolve([]) : roots.including(path)),
    });
    return { path, diagnostics: new Map([...diagnostics, [path, [...own, ...(diagnostics.get(path) ?? [])]]]) };
  } catch (failure) {
    return { path, diagnostics: new Map([[path, own]]), failure };
  }
}

function parse(path: string, bytes: Uint8Array): YaraDocument | undefined {
  return bytes.length > largestParsed ? undefined : new YaraDocument(uriOf(path), decodeRuleFile(bytes));
}
