/** Runs the suites of one folder in this process: `runFolder.ts FOLDER [FILE…]`, files without `.test.ts`. */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { glob } from 'tinyglobby';
import { takePictures } from '../helpers/editorWorkspace.ts';
import { runSuites } from './runSuites.ts';

const [folder = '', ...only] = process.argv.slice(2);
const files = await glob(`${folder}/*.test.ts`, { cwd: import.meta.dirname, absolute: true });
const chosen = files.sort().filter((file) => only.length === 0 || only.includes(basename(file, '.test.ts')));
const report = await runSuites(
  Object.fromEntries(
    chosen.map((file) => [basename(file), () => import(pathToFileURL(file).href) as Promise<unknown>]),
  ),
  takePictures,
);
process.exitCode = report.failures.length > 0 ? 1 : 0;
