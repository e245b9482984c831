/** Finds the compile roots of a file: those that are set, or those that include it. */
import picomatch from 'picomatch';
import { decodeRuleFile, type FileSystem } from './fileSystem.ts';
import { IncludeGraph } from './includeGraph.ts';

/** At most this many roots of one file are asked; the first in the order of their paths. */
const mostRoots = 4;

export class Roots {
  readonly #files: FileSystem;
  readonly #listFiles: () => Promise<readonly string[]>;
  readonly #graph = new IncludeGraph();
  #loading: Promise<void> | undefined;

  /** @param listFiles the rule files that may include others, by absolute path; asked once, when first needed */
  constructor(files: FileSystem, listFiles: () => Promise<readonly string[]>) {
    this.#files = files;
    this.#listFiles = listFiles;
  }

  /** A file has changed in a buffer or on disk; undefined where it is gone. */
  update(path: string, text: string | undefined): void {
    if (text === undefined) {
      this.#graph.remove(path);
    } else {
      this.#graph.update(path, text);
    }
  }

  setIncludeDirectories(directories: readonly string[]): void {
    this.#graph.setIncludeDirectories(directories);
  }

  /** The folders have changed: what is in them is read anew when next needed. */
  forget(): void {
    this.#loading = undefined;
  }

  /**
   * The roots among those that are set that include a file; none where nothing is set or it is one of them.
   * @param patterns absolute paths or globs
   */
  async configured(path: string, patterns: readonly string[]): Promise<string[]> {
    if (patterns.length === 0) {
      return [];
    }
    const isRoot = picomatch(patterns.map(slashed));
    if (isRoot(slashed(path))) {
      return [];
    }
    await this.#load();
    return this.#graph
      .includersOf(path)
      .filter((file) => isRoot(slashed(file)))
      .slice(0, mostRoots);
  }

  /** The files that nothing includes and that lead to this one. */
  async including(path: string): Promise<string[]> {
    await this.#load();
    return this.#graph.rootsOf(path).slice(0, mostRoots);
  }

  /** Reads the rule files for their includes, once and only when a file needs it. */
  #load(): Promise<void> {
    return (this.#loading ??= this.#readAll());
  }

  async #readAll(): Promise<void> {
    for (const path of await this.#listFiles()) {
      // An open buffer's word on itself is newer than the disk's.
      const bytes = this.#graph.has(path) ? undefined : await this.#files.read(path);
      if (bytes && !this.#graph.has(path)) {
        this.#graph.update(path, decodeRuleFile(bytes));
      }
    }
  }
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}
