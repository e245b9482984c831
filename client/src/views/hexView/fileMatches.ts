/** What a scan found in one file, by offset, and whether it is still there. */
import type { HexMatch } from '../../../../server/src/protocol/hexView.ts';
import { readContext } from '../scanPanel/matchContext.ts';
import type { ScanResults } from '../scanPanel/results.ts';

/** More would make a list that nobody reads. */
export const maxListed = 20_000;

export interface FileMatch extends HexMatch {
  /** What matched, perhaps cut. */
  readonly data: Uint8Array;
}

export interface FileMatches {
  /** In order of their offsets. */
  readonly matches: readonly FileMatch[];
  readonly omitted: number;
}

export function matchesInFile(results: ScanResults, path: string): FileMatches {
  const file = results.files.indexOf(path);
  const matches: FileMatch[] = [];
  let all = 0;
  for (const row of file === -1 ? [] : results.rows) {
    const rule = results.rules[row.rule]?.rule;
    if (row.file !== file || rule === undefined) {
      continue;
    }
    for (const { identifier, matchCount, matches: listed } of row.patterns) {
      all += matchCount;
      for (const { offset, length, data } of listed.slice(0, maxListed - matches.length)) {
        matches.push({ offset, length, pattern: identifier, rule, data });
      }
    }
  }
  matches.sort((a, b) => a.offset - b.offset || b.length - a.length);
  return { matches, omitted: all - matches.length };
}

/** What is wrong with a match that was found earlier, for a person; undefined when the file still has it. */
export async function problemWith(path: string, match: FileMatch): Promise<string | undefined> {
  try {
    const { start, bytes, unchanged } = await readContext(path, match);
    if (start + bytes.length < match.offset + Math.min(match.length, match.data.length)) {
      return 'The file has become too short for this match.';
    }
    return unchanged
      ? undefined
      : 'The file has changed since it was scanned: other bytes are here than those that matched.';
  } catch {
    // What keeps the file from being read is told where its bytes would be.
    return undefined;
  }
}
