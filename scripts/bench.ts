/** `npm run bench -- NAME`: runs test/bench/NAME.ts, which exports `run()` and prints its figures. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './support/paths.ts';

const folder = join(root, 'test', 'bench');
const names = (await readdir(folder)).filter((file) => file.endsWith('.ts')).map((file) => file.slice(0, -3));
const [name] = process.argv.slice(2);
if (name === undefined || !names.includes(name)) {
  console.error(`Name a benchmark: ${names.join(', ')}.`);
  process.exitCode = 2;
} else {
  const benchmark = (await import(join(folder, `${name}.ts`))) as { run: () => Promise<void> };
  await benchmark.run();
}
