/**
 * A process that writes rows named `NAME-0`, `NAME-1`, … and prints each when it is acknowledged.
 * Arguments: the database, NAME, and how many.
 */
import { writeSync } from 'node:fs';
import { Store } from '../../../server/src/store/store.ts';
import { addRow } from './folder.ts';

const [path = '', name = '', count = '0'] = process.argv.slice(2);
const store = new Store(path, { waitMilliseconds: 120_000 });
for (let row = 0; row < Number(count); row += 1) {
  await addRow(store, `${name}-${row}`);
  writeSync(1, `${name}-${row}\n`);
}
