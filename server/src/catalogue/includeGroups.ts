/** Which files of a catalogue can decide whether which others compile: those that includes join, in either direction. */
import { createHash } from 'node:crypto';
import { includeCandidates } from '../workspace/includes.ts';
import type { CataloguedFile } from './catalogue.ts';

/**
 * A key for each file, by path: a hash over the paths and hashes of all files in its group, so that it changes with any of
 * them. What includes lead to outside the catalogue is not looked at.
 */
export function groupKeys(files: ReadonlyMap<string, CataloguedFile>): Map<string, string> {
  const groups = groupsOf(files);
  const keys = new Map<string, string>();
  for (const group of groups) {
    const hash = createHash('sha256');
    for (const path of group.sort()) hash.update(JSON.stringify([path, files.get(path)?.hash]));
    const key = hash.digest('hex');
    for (const path of group) keys.set(path, key);
  }
  return keys;
}

function groupsOf(files: ReadonlyMap<string, CataloguedFile>): string[][] {
  const joined = new Map<string, string[]>([...files.keys()].map((path) => [path, []]));
  for (const [path, { content }] of files) {
    for (const spelled of content.includes) {
      const target = includeCandidates(path, spelled, []).find((candidate) => files.has(candidate));
      if (target === undefined) continue;
      joined.get(path)?.push(target);
      joined.get(target)?.push(path);
    }
  }
  const groups: string[][] = [];
  const seen = new Set<string>();
  for (const start of files.keys()) {
    if (seen.has(start)) continue;
    seen.add(start);
    const group = [start];
    for (const path of group) {
      for (const other of joined.get(path) ?? []) {
        if (seen.has(other)) continue;
        seen.add(other);
        group.push(other);
      }
    }
    groups.push(group);
  }
  return groups;
}
