/** `npm run setup`: obtains everything that is not in npm's install. Can be repeated; fails when something needed is missing. */
import { cacheFolder } from '../server/src/common/paths.ts';
import { obtain, requirements } from './support/requirements.ts';

console.log(`Downloads are kept in ${cacheFolder()} (CRYPTEX_CACHE moves it).`);
let complete = true;
for (const requirement of requirements) {
  const there = await obtain(requirement, console.log);
  complete &&= there || requirement.optional;
}
process.exitCode = complete ? 0 : 1;
