/** Which rule file includes which, over a workspace. */
import { includeCandidates, includesOf } from './includes.ts';

export class IncludeGraph {
  /** What each known file includes, as spelled. */
  readonly #includes = new Map<string, readonly string[]>();
  #includers: Map<string, Set<string>> | undefined;
  #includeDirectories: readonly string[] = [];

  setIncludeDirectories(directories: readonly string[]): void {
    if (directories.join('\0') !== this.#includeDirectories.join('\0')) {
      this.#includeDirectories = directories;
      this.#includers = undefined;
    }
  }

  /** @param path absolute */
  update(path: string, text: string): void {
    const before = this.#includes.get(path);
    const now = includesOf(text);
    if (before?.join('\0') !== now.join('\0')) {
      this.#includes.set(path, now);
      this.#includers = undefined;
    }
  }

  remove(path: string): void {
    if (this.#includes.delete(path)) {
      this.#includers = undefined;
    }
  }

  has(path: string): boolean {
    return this.#includes.has(path);
  }

  /** The files that include this one, directly or not. In the order of their paths. */
  includersOf(path: string): string[] {
    const seen = new Set([path]);
    const queue = [...this.#directIncluders(path)];
    for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
      if (!seen.has(file)) {
        seen.add(file);
        queue.push(...this.#directIncluders(file));
      }
    }
    seen.delete(path);
    return [...seen].sort();
  }

  /** Those of them that nothing includes. */
  rootsOf(path: string): string[] {
    return this.includersOf(path).filter((file) => this.#directIncluders(file).size === 0);
  }

  #directIncluders(path: string): ReadonlySet<string> {
    this.#includers ??= this.#invert();
    return this.#includers.get(path) ?? new Set();
  }

  #invert(): Map<string, Set<string>> {
    const includers = new Map<string, Set<string>>();
    for (const [from, spelled] of this.#includes) {
      for (const include of spelled) {
        const to = includeCandidates(from, include, this.#includeDirectories).find((path) => this.#includes.has(path));
        if (to !== undefined) {
          const of = includers.get(to) ?? new Set();
          includers.set(to, of.add(from));
        }
      }
    }
    return includers;
  }
}
