/** A process of its own that indexes a folder once; it prints what came of it and when all was read. */
import { Dictionary } from '../../../server/src/cryptex/dictionary.ts';
import { readSources } from '../../../server/src/cryptex/extraction/sources.ts';

const [root = '', store = ''] = process.argv.slice(2);
const began = performance.now();
let readAt = began;
await using dictionary = new Dictionary({ store, root }, console.error, async function* (request) {
  yield* readSources(request);
  readAt = performance.now();
});
const { entries, problems } = await dictionary.index({ exclude: [], signal: new AbortController().signal });
console.log(JSON.stringify({ entries: entries.total, problems: problems.length, read: readAt - began }));
