/** Options that code declares, compared with those that the program prints when it is asked for help. */
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CliOption } from '../../../../server/src/protocol/cryptex.ts';
import { optionsOf, pythonIsThere, run } from './codeBases.ts';

/** Modules of Python's own library that are programs with `--help`, each with all options in its own file. */
const modules = [
  ...['ast', 'calendar', 'compileall', 'cProfile', 'dis', 'gzip', 'http.server', 'inspect', 'json.tool'],
  ...['pickletools', 'tarfile', 'tokenize', 'trace', 'venv', 'zipfile'],
];

const hasPython = await pythonIsThere();

describe.skipIf(!hasPython)('python3 -m', () => {
  it.each(modules)('%s --help', async (module) => {
    const library = dirname((await run('python3', ['-c', 'import os; print(os.__file__)'], '')).trim());
    const path = join(library, `${module.replaceAll('.', '/')}.py`);
    const declared = await optionsOf(module === 'venv' ? join(library, 'venv/__init__.py') : path);
    const printed = await run('python3', ['-m', module, '--help'], '', { COLUMNS: '500', NO_COLOR: '1' });
    expect(spellings(declared)).toEqual(printedOptions(printed));
  });
});

/** Each spelling of an option, with `=` where it takes a value. */
function spellings(options: readonly CliOption[]): string[] {
  const flags = options.filter(({ names }) => names.some((name) => name.startsWith('-')));
  return flags.flatMap(({ names, takesValue }) => names.map((name) => (takesValue ? `${name}=` : name))).sort();
}

/** From lines such as `  -t TYPE, --type TYPE  what it is`, and `  --sort=ORDER` of optparse. */
function printedOptions(help: string): string[] {
  const found: string[] = [];
  for (const line of help.split('\n')) {
    const [, written] = /^ {2}(-\S.*?)(?: {2,}.*)?$/.exec(line) ?? [];
    if (written === undefined) continue;
    const takesValue = /-[\w-]+[ =][^-\s,]/.test(written.replace(/\{[^}]*\}/g, 'X'));
    for (const [name] of written.replace(/\{[^}]*\}/g, 'X').matchAll(/(?<=^|, )--?[\w-]+/g))
      found.push(takesValue ? `${name}=` : name);
  }
  return [...new Set(found)].sort();
}
