/** `npm run screenshots`: takes the pictures of the README, of the packaged extension on `examples/`. */
import { ownTarget, packageExtension } from './support/packaging.ts';
import { root } from './support/paths.ts';
import { buildOrExit, runHere } from './support/processes.ts';
import { libyara, obtain } from './support/requirements.ts';

await buildOrExit(root);
if (!(await obtain(libyara, console.log))) process.exit(1);
const { code } = await runHere(process.execPath, ['test/e2e/takeScreenshots.ts'], {
  cwd: root,
  env: { CRYPTEX_VSIX: await packageExtension(ownTarget()) },
});
process.exitCode = code;
