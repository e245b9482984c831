import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Dictionary } from '../../server/src/cryptex/dictionary.ts';
import type { Entry } from '../../server/src/protocol/cryptex.ts';
import { CodeBase } from './support/codeBase.ts';

let code: CodeBase;
beforeEach(async () => {
  code = await CodeBase.create();
});
afterEach(() => code.remove());

const ann = { by: 'Ann', source: 'human' } as const;

async function entryOf(dictionary: Dictionary, name: string): Promise<Entry> {
  const [brief] = await dictionary.find(name);
  const entry = brief && (await dictionary.entry(brief.id));
  if (!entry) throw new Error(`no ${name}`);
  return entry;
}

async function names(dictionary: Dictionary): Promise<string[]> {
  const { entries } = await dictionary.children({ grouping: 'language', path: ['c'], filter: '', from: 0, limit: 99 });
  return entries.map(({ codename, qualifiedName, status }) => `${codename} ${qualifiedName} ${status}`);
}

test('gives each symbol an entry with a codename, and finds it by each of its names', async () => {
  code.files.set('libyara/scanner.c', [
    { name: 'yr_scanner_scan_mem', calls: ['_yr_prepare', 'memcpy'] },
    { name: '_yr_prepare', visibility: 'file' },
  ]);
  expect(await code.index()).toEqual({
    files: { read: 1, unchanged: 0, gone: 0 },
    entries: { total: 3, added: 3, changed: 0, moved: 0, obsolete: 0 },
    problems: [],
  });
  await using dictionary = code.dictionary();
  const entry = await entryOf(dictionary, 'Streetlight-ScanMem');
  expect(entry).toMatchObject({
    symbol: 'yr_scanner_scan_mem',
    family: 'Streetlight',
    file: 'libyara/scanner.c',
    status: 'legacy',
    isDrifted: false,
    signature: 'int yr_scanner_scan_mem(void)',
    summary: { text: 'Calls _yr_prepare, memcpy.', source: 'derived' },
    revision: 1,
    history: [],
    dependencies: [
      { kind: 'call', name: '_yr_prepare', entries: [{ symbol: '_yr_prepare' }] },
      { kind: 'call', name: 'memcpy', entries: [] },
    ],
  });
  expect((await entryOf(dictionary, '_yr_prepare')).dependents).toMatchObject([
    { kind: 'call', entry: { symbol: 'yr_scanner_scan_mem' } },
  ]);
  expect((await entryOf(dictionary, 'streetlight-scanmem')).id).toBe(entry.id);
  expect((await entryOf(dictionary, 'YR_scanner_scan_mem')).id).toBe(entry.id);
  expect(await dictionary.find('nothing')).toEqual([]);
  expect((await dictionary.entriesOf('libyara/scanner.c')).map(({ symbol }) => symbol)).toEqual([
    'scanner.c',
    'yr_scanner_scan_mem',
    '_yr_prepare',
  ]);
});

test('keeps what people have written over a new index, and shows both texts where the body has changed', async () => {
  code.files.set('a.c', [{ name: 'run', calls: ['one'] }]);
  await code.index();
  await using dictionary = code.dictionary();
  const { id, codename } = await entryOf(dictionary, 'run');
  await dictionary.annotate(id, { summary: 'Runs it all.', status: 'porting', tags: ['hot'], owner: '' }, ann);
  code.files.set('a.c', [{ name: 'first' }, { name: 'run', calls: ['one', 'two'] }]);
  expect((await code.index()).entries).toEqual({ total: 3, added: 1, changed: 2, moved: 0, obsolete: 0 });
  const entry = await entryOf(dictionary, 'run');
  expect(entry).toMatchObject({
    ...{ id, codename, status: 'porting', isDrifted: true, tags: ['hot'], revision: 3 },
    summary: {
      ...{ text: 'Runs it all.', source: 'human', by: 'Ann' },
      ...{ fromSource: 'Calls one, two.', fromSourceThen: 'Calls one.' },
    },
    pseudocode: { text: 'call one()\ncall two()', source: 'derived' },
    history: [
      { revision: 3, by: 'index', what: 'its body has changed' },
      { revision: 2, by: 'Ann', what: 'summary: “Calls one.” → “Runs it all.”; status: “porting”; tags: “hot”' },
    ],
  });
  // Said again of the body as it is now, it is true again; taken back, the source's own is shown.
  await dictionary.annotate(id, { summary: 'Runs it all.', status: 'porting' }, ann);
  expect(await entryOf(dictionary, 'run')).toMatchObject({ isDrifted: false, revision: 3 });
  await dictionary.annotate(id, { summary: '' }, ann);
  expect(await entryOf(dictionary, 'run')).toMatchObject({
    summary: { text: 'Calls one, two.', source: 'derived' },
    revision: 4,
  });
});

test('tells equals apart, and keeps each when another comes before it', async () => {
  const variant = (body: string, condition: string) => ({ name: 'open', body, variant: condition, calls: [body] });
  code.files.set('a.c', [variant('unix', 'defined(__linux__)'), variant('win', '!defined(__linux__)')]);
  code.files.set('b.c', [{ name: 'open', visibility: 'file' }]);
  await code.index();
  await using dictionary = code.dictionary();
  const before = await names(dictionary);
  expect(before).toEqual([
    'Lamplight-AModule a.c legacy',
    'Lamplight-BModule b.c legacy',
    'Lamplight-Open open legacy',
    'Lamplight-OpenLinux open legacy',
    'Lamplight-OpenNotLinux open legacy',
  ]);
  const [unix, win] = (await dictionary.entriesOf('a.c')).slice(1);
  await dictionary.annotate(win?.id ?? 0, { notes: ['on Windows'] }, ann);
  code.files.set('a.c', [
    variant('mac', 'defined(__APPLE__)'),
    variant('unix, other', 'defined(__linux__)'),
    variant('win', '!defined(__linux__) && !x'),
  ]);
  expect((await code.index()).entries).toMatchObject({ added: 1, obsolete: 0 });
  const after = await dictionary.entriesOf('a.c');
  expect(after.slice(2).map(({ id }) => id)).toEqual([unix?.id, win?.id]);
  expect((await dictionary.entry(win?.id ?? 0))?.notes).toEqual(['on Windows']);
});

test('knows files that move, functions that move and functions with another name', async () => {
  const file = ['one', 'two', 'three'].map((name) => ({ name, calls: [`${name}_part`] }));
  code.files.set('old/a.c', file);
  code.files.set('b.c', [
    { name: 'wanderer', calls: ['far'] },
    { name: 'plain', calls: ['deep'] },
  ]);
  await code.index();
  await using dictionary = code.dictionary();
  const { id, codename } = await entryOf(dictionary, 'two');
  await dictionary.annotate(id, { summary: 'The second.' }, ann);
  const { id: wanderer } = await entryOf(dictionary, 'wanderer');
  const { id: plain } = await entryOf(dictionary, 'plain');
  code.files.delete('old/a.c');
  code.files.set('new/a.c', [...file.slice(0, 2), { name: 'three', calls: ['changed'] }]);
  code.files.set('b.c', [{ name: 'fancy', body: 'plain', calls: ['deep'] }]);
  code.files.set('c.c', [{ name: 'wanderer', calls: ['far'] }]);
  expect((await code.index()).entries).toEqual({ total: 8, added: 1, changed: 1, moved: 6, obsolete: 0 });
  expect(await entryOf(dictionary, 'two')).toMatchObject({
    ...{ id, codename, file: 'new/a.c', summary: { text: 'The second.' }, isDrifted: false },
    history: [{ by: 'index', what: 'moved from old/a.c' }, { by: 'Ann' }],
  });
  expect(await entryOf(dictionary, 'wanderer')).toMatchObject({ id: wanderer, file: 'c.c' });
  expect(await entryOf(dictionary, 'fancy')).toMatchObject({ id: plain, history: [{ what: 'renamed from plain' }] });
});

test('marks what is gone as obsolete, and brings it back with what it had', async () => {
  code.files.set('a.c', [
    { name: 'gone', calls: ['x'] },
    { name: 'stays', calls: ['gone'] },
  ]);
  await code.index();
  await using dictionary = code.dictionary();
  const { id } = await entryOf(dictionary, 'gone');
  await dictionary.annotate(id, { status: 'ported', port: 'src/gone.rs' }, ann);
  code.files.set('a.c', [{ name: 'stays', calls: ['gone'] }]);
  expect((await code.index()).entries).toMatchObject({ obsolete: 1 });
  expect(await entryOf(dictionary, 'gone')).toMatchObject({
    ...{ id, status: 'obsolete', port: 'src/gone.rs', signature: 'int gone(void)', pseudocode: { text: 'call x()' } },
    dependents: [],
  });
  expect((await entryOf(dictionary, 'stays')).dependencies).toMatchObject([{ name: 'gone', entries: [] }]);
  expect((await dictionary.entriesOf('a.c')).map(({ symbol }) => symbol)).toEqual(['a.c', 'stays']);
  code.files.delete('a.c');
  expect((await code.index()).files).toMatchObject({ gone: 1 });
  expect((await names(dictionary)).every((name) => name.endsWith('obsolete'))).toBe(true);
  code.files.set('moved/b.c', [{ name: 'gone', calls: ['x'] }]);
  expect((await code.index()).entries).toMatchObject({ moved: 1, added: 1 });
  expect(await entryOf(dictionary, 'gone')).toMatchObject({
    id,
    status: 'ported',
    file: 'moved/b.c',
    isDrifted: false,
  });
});

test('keeps a codename that was given as an alias, and gives none twice', async () => {
  code.files.set('a.c', [{ name: 'one' }, { name: 'two' }]);
  await code.index();
  await using dictionary = code.dictionary();
  const { id, codename } = await entryOf(dictionary, 'one');
  const { id: two } = await entryOf(dictionary, 'two');
  await dictionary.annotate(id, { codename: 'Nightfall-First' }, ann);
  expect(await entryOf(dictionary, codename)).toMatchObject({ id, family: 'Nightfall', aliases: [codename] });
  for (const taken of ['Nightfall-First', 'nightfall-first', codename]) {
    await expect(dictionary.annotate(two, { codename: taken }, ann)).rejects.toMatchObject({ code: 'invalid' });
  }
  await expect(dictionary.annotate(two, { codename: 'a b' }, ann)).rejects.toMatchObject({ code: 'invalid' });
  await dictionary.annotate(id, { codename }, ann);
  expect(await entryOf(dictionary, codename)).toMatchObject({ id, aliases: ['Nightfall-First'] });
  code.files.set('a.c', [{ name: 'one', calls: ['x'] }, { name: 'two' }]);
  await code.index();
  expect(await entryOf(dictionary, 'Nightfall-First')).toMatchObject({ id, codename });
});

test('does not write over what it has not seen', async () => {
  code.files.set('a.c', [{ name: 'one' }]);
  await code.index();
  await using dictionary = code.dictionary();
  const { id, revision } = await entryOf(dictionary, 'one');
  await dictionary.annotate(id, { summary: 'A' }, { ...ann, revision });
  await expect(dictionary.annotate(id, { summary: 'B' }, { ...ann, revision })).rejects.toMatchObject({
    code: 'changed',
  });
  expect((await entryOf(dictionary, 'one')).summary.text).toBe('A');
});

test('refreshes a folder alone, keeps files that cannot be read, and refuses another root', async () => {
  code.files.set('a/a.c', [{ name: 'one' }]);
  code.files.set('b/b.c', [{ name: 'two' }]);
  await code.index();
  code.files.clear();
  code.leftOut.set('a/a.c', 'It is locked.');
  await using part = code.dictionary(`${code.root}/a`);
  const options = { exclude: [], signal: new AbortController().signal };
  expect(await part.index(options)).toMatchObject({
    files: { read: 0, unchanged: 0, gone: 0 },
    entries: { total: 4, obsolete: 0 },
    problems: [{ file: 'a/a.c', message: 'It is locked.' }],
  });
  code.leftOut.clear();
  expect(await part.index(options)).toMatchObject({ entries: { obsolete: 2 } });
  await using whole = code.dictionary();
  expect(await whole.index({ ...options, folder: 'a' })).toMatchObject({ entries: { total: 4, obsolete: 0 } });
  expect(await whole.index({ ...options, folder: 'b' })).toMatchObject({ entries: { obsolete: 2 } });
  await using other = code.dictionary(code.folder);
  await expect(other.index(options)).rejects.toMatchObject({ code: 'invalid' });
});
