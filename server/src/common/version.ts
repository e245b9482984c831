/** The product's version, which lives in the manifest. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as v from 'valibot';

const Manifest = v.pipe(v.string(), v.parseJson(), v.object({ version: v.string() }));

/** The version of the package that this file was installed with, bundled (`dist/`) or not. */
export function productVersion(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json')) && folder !== dirname(folder)) folder = dirname(folder);
  return v.parse(Manifest, readFileSync(join(folder, 'package.json'), 'utf8')).version;
}
