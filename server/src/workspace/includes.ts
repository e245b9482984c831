/** Reads the `include` statements of a file without parsing it, and where they lead. */
import { dirname, isAbsolute, resolve } from 'node:path';

/** Comments, strings and regular-expression-free text: enough to tell a statement from what only looks like one. */
const tokens = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:[^"\\\n]|\\.)*"?|\binclude[ \t]+"([^"]+)"/g;

/** The paths that a file includes, as spelled. Fast enough to read a whole workspace with. */
export function includesOf(text: string): string[] {
  if (!text.includes('include')) {
    return [];
  }
  const found: string[] = [];
  for (const match of text.matchAll(tokens)) {
    if (match[1] !== undefined) {
      found.push(match[1]);
    }
  }
  return found;
}

/** The places where libyara, and then the include folders, would look for an include, best first. Absolute. */
export function includeCandidates(from: string, spelled: string, includeDirectories: readonly string[]): string[] {
  const path = spelled.replaceAll('\\', '/');
  if (isAbsolute(path)) {
    return [path];
  }
  return [dirname(from), ...includeDirectories].map((folder) => resolve(folder, path));
}
