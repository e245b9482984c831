/** The source of an entry, for a person to read beside it. */
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { decodeSource } from '../cryptex/extraction/decode.ts';
import type { EntryBrief } from '../protocol/cryptex.ts';
import type { EntrySource } from '../protocol/dictionaryView.ts';

/** Bytes of a file that is read for it. */
const maxBytes = 64 * 1024 * 1024;
/** Lines that are shown. */
const maxLines = 2000;
/** Lines from the first in which a definition names itself. */
const headLines = 8;

export type SourcePlace = Pick<EntryBrief, 'file' | 'kind' | 'span' | 'status' | 'symbol'>;

/** Never rejects: what is wrong is said as its problem. `root` is absolute. */
export async function readEntrySource(root: string, entry: SourcePlace): Promise<EntrySource> {
  const { startLine, endLine } = entry.span;
  const none = (problem: string): EntrySource => ({ startLine, lines: [], omitted: 0, problem });
  const path = resolve(root, entry.file);
  const inside = relative(root, path);
  // A store may come from anybody.
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside))
    return none('The file is not below the root of the code base.');
  let text: string | undefined;
  try {
    text = await readText(path);
  } catch (error) {
    if (entry.status === 'obsolete') return none('The source of this entry is gone.');
    return none(`The file can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (text === undefined) return none(`The file has more than ${maxBytes / 1024 / 1024} MB.`);
  if (entry.status === 'obsolete') return none('The source of this entry is gone from the file.');
  const all = text.split(/\r\n|\r|\n/).slice(startLine - 1, endLine);
  const lines = all.slice(0, maxLines);
  const isNamedByFile = entry.kind === 'module' || entry.kind === 'script' || entry.kind === 'cli';
  const isThere = isNamedByFile || lines.slice(0, headLines).some((line) => line.includes(entry.symbol));
  const problem = isThere ? {} : { problem: 'The file has changed since it was indexed. Index the workspace again.' };
  return { startLine, lines, omitted: all.length - lines.length, ...problem };
}

/** Undefined when it is too large. Waits for nobody at the other end of a pipe. */
async function readText(path: string): Promise<string | undefined> {
  // Windows has no such flag, and no such pipes.
  const nonBlocking = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;
  await using file = await open(path, constants.O_RDONLY | nonBlocking);
  const stats = await file.stat();
  if (!stats.isFile()) throw new Error('It is not a regular file.');
  return stats.size > maxBytes ? undefined : decodeSource(await file.readFile());
}
