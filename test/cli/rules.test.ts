import { afterEach, expect, test } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

const files = {
  'rules/a.yar':
    'import "pe"\nrule Beacon_Loader : apt { strings: $a = "cobalt" condition: $a and pe.is_pe and fresh }\n',
  'rules/b.yar': 'rule other { meta: text = "beacon\\x1b[31m" condition: Beacon_Loader }\n',
};

/** With a store and a cache of the test's own. */
async function rules(...args: string[]) {
  return await workspace.run('rules', ...args, '--folder', 'rules', '--store', 'cryptex.sqlite');
}

test('lists rules with their place, without libyara', async () => {
  workspace = await Workspace.create('/nothing', files);
  const { code, stdout, stderr } = await rules('list');
  const at = workspace.path('rules');
  expect({ code, stdout, stderr }).toEqual({
    code: 0,
    stdout: `${at}/a.yar:2: Beacon_Loader [apt]\n${at}/b.yar:1: other\n`,
    stderr: '',
  });
});

test('finds rules, best first, and says where; what steers a terminal is written out', async () => {
  workspace = await Workspace.create('/nothing', files);
  const { stdout } = await rules('find', 'beacon');
  expect(stdout.split('\n').map((line) => line.replace(/^.*\//, ''))).toEqual([
    'a.yar:2: Beacon_Loader [apt]',
    'b.yar:1: other  meta: text = beacon\\x1b[31m',
    '',
  ]);
  expect(JSON.parse((await rules('find', 'cobalt', '--format', 'json')).stdout)).toMatchObject([
    { rule: { name: 'Beacon_Loader' }, matched: 'pattern', excerpt: '$a = "cobalt"' },
  ]);
  expect(await rules('find', 'beacon', 'nowhere')).toMatchObject({ code: 1, stdout: '' });
});

test('shows what is known of a rule', async () => {
  workspace = await Workspace.create('/nothing', files);
  const { code, stdout } = await rules('show', 'other', '--format', 'json');
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject([{ name: 'other', dependsOn: ['Beacon_Loader'], externals: [] }]);
  expect((await rules('show', 'Beacon_Loader')).stdout).toContain('  externals: fresh\n');
  expect(await rules('show', 'none')).toMatchObject({ code: 1, stdout: '' });
});

test('counts, and follows the files', async () => {
  workspace = await Workspace.create('/nothing', files);
  expect(JSON.parse((await rules('stats', '--format', 'json')).stdout)).toMatchObject({ files: 2, rules: 2 });
  await workspace.write({ 'rules/c.yar': files['rules/b.yar'] });
  expect(JSON.parse((await rules('stats', '--format', 'json')).stdout)).toMatchObject({
    files: 3,
    rules: 3,
    patterns: { text: 1, hex: 0, regex: 0 },
    imports: [{ name: 'pe', count: 1 }],
    duplicateNames: 1,
    duplicateTexts: 2,
  });
});

const [library] = (await testLibraries()).filter(({ path }) => path !== undefined);

test.skipIf(library === undefined)('tells which files compile', async () => {
  workspace = await Workspace.create(library?.path ?? '', {
    'rules/a.yar': 'rule good { condition: true }',
    'rules/b.yar': 'rule bad { condition: nothing }',
  });
  const at = workspace.path('rules');
  expect((await rules('list', '--compile')).stdout).toBe(
    `${at}/a.yar:1: good\n${at}/b.yar:1: bad  does not compile: ${at}/b.yar:1: undefined identifier "nothing"\n`,
  );
  expect((await rules('show', 'good', '--compile')).stdout).toContain('  compiles: yes\n');
  expect(JSON.parse((await rules('list', '--compile', '--format', 'json')).stdout)).toMatchObject([
    { name: 'good', compile: { state: 'compiles' } },
    { name: 'bad', compile: { state: 'fails', line: 1 } },
  ]);
  expect((await rules('stats', '--compile')).stdout).toContain('files that compile: 1, 1 do not\n');
});

test('says that there is nothing where there are no rules, and that it takes a library to compile them', async () => {
  workspace = await Workspace.create('/nothing', { 'rules/none.txt': '' });
  expect(await rules('list')).toEqual({ code: 1, stdout: '', stderr: 'There are no rules here.\n' });
  await workspace.write({ 'rules/a.yar': 'rule a { condition: true }' });
  expect(await rules('list', '--compile')).toMatchObject({ code: 3, stdout: '' });
});

test('sets a damaged store aside and goes on', async () => {
  workspace = await Workspace.create('/nothing', { ...files, 'cryptex.sqlite': 'no database. '.repeat(99) });
  const { code, stderr } = await rules('list');
  // A damaged store is set aside and named, and the command goes on.
  expect([code, stderr]).toEqual([0, expect.stringContaining('is kept as')]);
});
