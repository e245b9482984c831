/** The dictionary of the workspace. Its database and its parsers are loaded by the first question, not with the host. */
import { EngineError } from '../../common/errors.ts';
import { personHere } from '../../common/person.ts';
import type { Dictionary } from '../../cryptex/dictionary.ts';
import type { DictionaryPlace, IndexProgress } from '../../protocol/dictionaryView.ts';
import { indexProgressNotification, type IndexProgressParams } from '../../protocol/service.ts';
import { commonFolder } from '../commonFolder.ts';
import type { RequestHandler } from '../requestHandler.ts';

/** Milliseconds between two words about progress. */
const pace = 100;
/** Nodes of a graph in each direction. */
const maxNodes = 60;

async function dictionaryOf(place: DictionaryPlace): Promise<Dictionary> {
  const { openDictionary } = await import('../keptDictionaries.ts');
  return openDictionary(place);
}

export const dictionaryState: RequestHandler<'dictionaryState'> = async ({ place }) => {
  const dictionary = await dictionaryOf(place);
  return { ...(await dictionary.state()), root: (await dictionary.root()) ?? place.root };
};

export const indexDictionary: RequestHandler<'indexDictionary'> = async (request, { signal, notify }) => {
  const { place, run, parts, exclude } = request;
  let told = 0;
  const onProgress = (progress: IndexProgress): void => {
    const now = performance.now();
    if (now - told < pace) return;
    told = now;
    const notification: IndexProgressParams = { run, progress };
    // With nobody left to tell, the connection's end cancels the indexing.
    void notify(indexProgressNotification, notification).catch(() => undefined);
  };
  const dictionary = await dictionaryOf(place);
  const folder = parts && commonFolder(parts);
  return await dictionary.index({ exclude, signal, onProgress, ...(folder !== undefined && { folder }) });
};

export const dictionaryChildren: RequestHandler<'dictionaryChildren'> = async ({ place, ...question }) => {
  const dictionary = await dictionaryOf(place);
  const answer = await dictionary.children(question);
  // Whoever looks at the tree may search next, which takes a while to get ready. What is wrong with it the search will tell.
  setImmediate(() => void dictionary.prepare().catch(() => undefined));
  return answer;
};

export const entriesOfFile: RequestHandler<'entriesOfFile'> = async ({ place, file }) =>
  (await dictionaryOf(place)).entriesOf(file);

export const findEntries: RequestHandler<'findEntries'> = async ({ place, name }) =>
  (await dictionaryOf(place)).find(name);

export const searchEntries: RequestHandler<'searchEntries'> = async ({ place, query, limit }, { signal }) => {
  const dictionary = await dictionaryOf(place);
  // What is cancelled by the next key has been read from the channel by then.
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) throw new EngineError('cancelled', 'Cancelled.');
  return await dictionary.search(query, limit);
};

export const dictionaryEntry: RequestHandler<'dictionaryEntry'> = async ({ place, id }) =>
  (await (await dictionaryOf(place)).entry(id)) ?? null;

export const entrySource: RequestHandler<'entrySource'> = async ({ place, id }) => {
  const dictionary = await dictionaryOf(place);
  const entry = await dictionary.entry(id);
  if (!entry) throw noEntry(id);
  const { readEntrySource } = await import('../entrySource.ts');
  return await readEntrySource((await dictionary.root()) ?? place.root, entry);
};

/** Both directions in one, what uses the entry at negative distances. */
export const entryGraph: RequestHandler<'entryGraph'> = async ({ place, id, depth }) => {
  const dictionary = await dictionaryOf(place);
  const options = { depth, limit: maxNodes };
  const uses = await dictionary.graph(id, { ...options, reverse: false });
  const usedBy = await dictionary.graph(id, { ...options, reverse: true });
  if (!uses || !usedBy) throw noEntry(id);
  const { bothWays } = await import('../bothWays.ts');
  return bothWays(uses, usedBy);
};

export const annotateEntry: RequestHandler<'annotateEntry'> = async ({ place, id, revision, changes, source }) =>
  (await dictionaryOf(place)).annotate(id, changes, { by: personHere(), revision, source });

const noEntry = (id: number): EngineError => new EngineError('invalid', `There is no entry ${id} in the dictionary.`);
