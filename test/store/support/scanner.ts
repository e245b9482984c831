/**
 * A process that records scans named `NAME-0`, `NAME-1`, … of 300 files each, and prints each name when the scan was
 * acknowledged, or the code of the
 * error. Arguments: the database, NAME, and how many.
 */
import { writeSync } from 'node:fs';
import { ScanRecorder } from '../../../server/src/store/scanRecorder.ts';
import { Store } from '../../../server/src/store/store.ts';
import { StoreError } from '../../../server/src/store/storeError.ts';
import { done, match, request, started } from './scanEvents.ts';

const files = 300;
const [path = '', name = '', count = '0'] = process.argv.slice(2);
const store = new Store(path, { waitMilliseconds: 120_000 });
for (let scan = 0; scan < Number(count); scan += 1) {
  const recorder = new ScanRecorder(store, request);
  await recorder.record(started(`${name}-${scan}`));
  for (let file = 0; file < files; file += 1) {
    await recorder.record(match(`/samples/${file}`, 'one', 'two'));
    // Some of them are written before the end.
    if (file % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  await recorder.record(done({ files, matchedFiles: files, matches: 2 * files }));
  try {
    await recorder.finish();
    writeSync(1, `${name}-${scan}\n`);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    writeSync(1, `${name}-${scan}: ${error.code}\n`);
  }
}
