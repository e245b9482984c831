import * as fc from 'fast-check';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Catalogue } from '../../server/src/catalogue/catalogue.ts';
import { RuleFiles } from '../../server/src/store/ruleFiles.ts';
import { Store } from '../../server/src/store/store.ts';

let folder: string;
let notices: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-catalogue-'));
  await mkdir(join(folder, 'rules'));
  notices = [];
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const file = (name: string): string => join(folder, 'rules', name);

/** Another process each time: only the store is the same. */
function open(store = 'cryptex.sqlite', folders: readonly string[] = [join(folder, 'rules')]): Catalogue {
  return new Catalogue(new RuleFiles(new Store(join(folder, store))), { folders, exclude: [] });
}

function update(catalogue: Catalogue) {
  return catalogue.update({ signal: new AbortController().signal, onNotice: (message) => notices.push(message) });
}

test('tells what a rule is made of', async () => {
  await writeFile(
    file('a.yar'),
    `import "pe"
private rule Helper { condition: true }
rule Main : apt loader {
  meta:
    author = "J\\x41 \\"x\\""
    score = -3
    size = 2KB
    live = true
  strings:
    $t = "cobalt" nocase
    $h = { 4D 5A ?? }
    $ = /ab+c/i
  condition:
    Helper and pe.is_pe and any of (Help*) and fresh == 1 and
    for any i, section in pe.sections : (section.name == other and i > 0) and filename contains "x" and any of them
}`,
  );
  const catalogue = open();
  await update(catalogue);
  const [helper, main] = catalogue.rules;
  expect(helper).toMatchObject({ name: 'Helper', modifiers: ['private'], dependsOn: [], externals: [] });
  expect(main).toMatchObject({
    name: 'Main',
    namespace: 'default',
    file: file('a.yar'),
    range: { start: { line: 2, character: 0 }, end: { line: 15, character: 1 } },
    tags: ['apt', 'loader'],
    metas: [
      { name: 'author', value: 'JA "x"' },
      { name: 'score', value: -3 },
      { name: 'size', value: 2048 },
      { name: 'live', value: true },
    ],
    imports: ['pe'],
    patterns: [
      { identifier: '$t', kind: 'text', text: '"cobalt" nocase' },
      { identifier: '$h', kind: 'hex', text: '{ 4D 5A ?? }' },
      { identifier: '$', kind: 'regex', text: '/ab+c/i' },
    ],
    patternCounts: { text: 1, hex: 1, regex: 1 },
    dependsOn: ['Helper', 'Help*'],
    externals: ['fresh', 'other', 'filename'],
  });
});

test('gives the same hash to rules that differ in spacing and comments only', async () => {
  await writeFile(
    file('a.yar'),
    `rule a { strings: $a = "x  y" condition: $a }
rule a { // why
  strings: $a = "x  y"
  /* more */ condition: $a }
rule a { strings: $a = "x y" condition: $a }
rule a { strings: $a = /[ ] "/ condition: $a }
rule a { strings: $a = /[  ] "/ condition: $a }`,
  );
  const catalogue = open();
  await update(catalogue);
  const [one, two, ...others] = catalogue.rules.map(({ hash }) => hash);
  expect(two).toBe(one);
  expect(new Set([one, ...others]).size).toBe(4);
});

test('has what parses of broken, binary, foreign and Latin-1 files', async () => {
  await writeFile(
    file('broken.yar'),
    'rule good { condition: true }\nrule bad { strings $ }\nrule late { condition: true }',
  );
  await writeFile(file('binary.yar'), Buffer.from([0, 1, 2, 0xff]));
  await writeFile(file('other.rule'), 'alert tcp any any -> any any (msg:"rule")');
  await writeFile(file('latin.yar'), Buffer.from('rule l { meta: a = "\xe9" condition: true }', 'latin1'));
  const catalogue = open();
  expect(await update(catalogue)).toMatchObject({ files: 4, problems: [] });
  const names = catalogue.rules.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['good', 'late', 'l']));
  expect(catalogue.rules.find(({ name }) => name === 'l')?.metas).toEqual([{ name: 'a', value: '\u00e9' }]);
});

test('goes on beside a file that cannot be read', async ({ skip }) => {
  skip(process.getuid?.() === 0 || process.platform === 'win32', 'the user may read everything');
  await writeFile(file('a.yar'), 'rule a { condition: true }');
  await writeFile(file('b.yar'), 'rule b { condition: true }');
  await chmod(file('a.yar'), 0);
  const catalogue = open();
  const { problems, rules } = await update(catalogue);
  expect([problems.map((problem) => problem.file), rules]).toEqual([[file('a.yar')], 1]);
});

test('reads only what has changed, also in another process', async () => {
  await writeFile(file('a.yar'), 'rule a { condition: true }');
  await writeFile(file('b.yar'), 'rule b { condition: true }');
  expect(await update(open())).toMatchObject({ files: 2, read: 2 });
  const catalogue = open();
  expect(await update(catalogue)).toMatchObject({ files: 2, read: 0 });
  await writeFile(file('a.yar'), 'rule changed { condition: true }');
  await rm(file('b.yar'));
  expect(await update(catalogue)).toMatchObject({ files: 1, read: 1 });
  expect(catalogue.rules.map(({ name }) => name)).toEqual(['changed']);
});

test('goes on in memory, and says so, where the store cannot be written', async () => {
  await writeFile(file('a.yar'), 'rule a { condition: true }');
  await writeFile(join(folder, 'in-the-way'), '');
  const catalogue = open('in-the-way/cryptex.sqlite');
  const outcome = await update(catalogue).catch((error: unknown) => error);
  // A store below a file reads as absent or as unreadable, as the platform has it.
  if (outcome instanceof Error) expect(outcome.message).toContain("can't be");
  else expect([catalogue.rules.length, notices.length]).toEqual([1, 1]);
});

test('leaves what other folders have in the same store', async () => {
  await writeFile(file('a.yar'), 'rule a { condition: true }');
  await update(open());
  await mkdir(join(folder, 'empty'));
  await update(open('cryptex.sqlite', [join(folder, 'empty')]));
  expect(await update(open())).toMatchObject({ files: 1, read: 0 });
});

test('is after any changes what indexing anew gives', async () => {
  const name = fc.constantFrom('a', 'b', 'c', 'Help_x');
  const rule = fc
    .tuple(name, name, fc.boolean())
    .map(([own, other, isBroken]) => `rule ${own} { condition: ${isBroken ? '(' : ''}${other} or 1 of (${own}*) }\n`);
  const content = fc.tuple(fc.constantFrom('', 'import "pe"\n', 'import "a"\n'), fc.array(rule, { maxLength: 3 }));
  const step = fc.record({ path: fc.constantFrom('1.yar', '2.yar', '3.yara'), content: fc.option(content) });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      run += 1;
      const store = `incremental-${run}.sqlite`;
      const kept = open(store);
      for (const { path, content: parts } of steps) {
        if (parts) await writeFile(file(path), parts[0] + parts[1].join(''));
        else await rm(file(path), { force: true });
        await update(kept);
      }
      await update(kept);
      const [loaded, anew] = [open(store), open(`anew-${run}.sqlite`)];
      await update(loaded);
      await update(anew);
      expect(kept.rules).toEqual(anew.rules);
      expect(loaded.rules).toEqual(anew.rules);
    }),
    { numRuns: 30 },
  );
});
