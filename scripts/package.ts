/** `npm run package [-- --target linux-x64]`: builds, and makes the `.vsix` of one platform in `out/package/`. */
import { stat } from 'node:fs/promises';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ownTarget, packageExtension, targets } from './support/packaging.ts';
import { root } from './support/paths.ts';
import { buildOrExit } from './support/processes.ts';

const { values } = parseArgs({ options: { target: { type: 'string' }, 'no-build': { type: 'boolean' } } });
const target = values.target === undefined ? ownTarget() : targets.find((candidate) => candidate === values.target);
if (target === undefined) {
  console.error(`No target ${values.target ?? ''}; supported are ${targets.join(', ')}.`);
  process.exit(2);
}
if (values['no-build'] !== true) await buildOrExit(root);
const path = await packageExtension(target);
console.log(`${relative(root, path)}, ${((await stat(path)).size / 1024 / 1024).toFixed(1)} MB`);
