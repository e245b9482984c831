/** `npm run setup`: obtains everything that is not in npm's install. Can be repeated; fails when something needed is missing. */
import { cacheFolder } from '../server/src/common/paths.ts';
import { obtainAll } from './support/requirements.ts';

console.log(`Downloads are kept in ${cacheFolder()} (CRYPTEX_CACHE moves it).`);
process.exitCode = (await obtainAll(console.log)) ? 0 : 1;
