/** Reads a code base to the end, for one write of the dictionary. */
import { EngineError } from '../common/errors.ts';
import type { IndexReport } from '../protocol/dictionaryView.ts';
import type { ReadSource } from './freshSymbols.ts';
import type { SourcesSeen } from './reindex.ts';
import type { ReadSources, SourceRequest } from './sourceEvents.ts';

/** How a problem of a file ends that was read, but for some places. */
export const unparsedNote = 'could not be parsed; the rest is in the dictionary.';

export interface AllRead {
  readonly seen: SourcesSeen;
  readonly problems: IndexReport['problems'];
  /** Files that could not be read, or were not. */
  readonly leftOut: number;
  /** Nothing is new, changed or gone. */
  readonly isUnchanged: boolean;
}

/** @throws {EngineError} `cancelled` */
export async function readAll(readSources: ReadSources, request: SourceRequest): Promise<AllRead> {
  const { folder, known, signal } = request;
  const read: ReadSource[] = [];
  const restamped: SourcesSeen['restamped'][number][] = [];
  const kept = new Set<string>();
  const problems: IndexReport['problems'] = [];
  try {
    for await (const event of readSources(request)) {
      if (event.type === 'file') read.push(event);
      else kept.add(event.path);
      if (event.type === 'restamped') restamped.push(event);
      if (event.type === 'leftOut') problems.push({ file: event.path, message: event.reason });
    }
    signal.throwIfAborted();
  } catch (error) {
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled. The dictionary is as it was.');
    throw error;
  }
  const leftOut = problems.length;
  // They come as they are done.
  read.sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const { path, packed } of read) {
    if (packed.syntaxErrors === 0) continue;
    const places = packed.syntaxErrors === 1 ? 'One place' : `${packed.syntaxErrors} places`;
    problems.push({ file: path, message: `${places} ${unparsedNote}` });
  }
  problems.sort((a, b) => (a.file < b.file ? -1 : 1));
  const isInScope = (path: string): boolean => folder === '' || path.startsWith(`${folder}/`);
  const isUnchanged =
    read.length === 0 &&
    restamped.length === 0 &&
    known.size > 0 &&
    [...known.keys()].every((path) => kept.has(path) || !isInScope(path));
  return { seen: { read, restamped, kept, isInScope }, problems, leftOut, isUnchanged };
}
