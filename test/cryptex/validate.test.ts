/** What `cryptex dict validate` finds, on real source. */
import { mkdir, mkdtemp, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Dictionary } from '../../server/src/cryptex/dictionary.ts';
import { readSources } from '../../server/src/cryptex/extraction/sources.ts';
import type { EntryChanges } from '../../server/src/protocol/cryptex.ts';

let root: string;
let dictionary: Dictionary;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cryptex-validate-'));
  await mkdir(join(root, '.cryptex'));
  await write(
    'a.c',
    '/* Opens the door. */\nint open_door(int key)\n{\n  return turn(key);\n}\n\nint turn(int key)\n{\n  return key;\n}\n',
  );
  await write('b.py', 'def run(x):\n    """Runs all of it."""\n    return x\n');
  dictionary = new Dictionary({ store: join(root, '.cryptex/cryptex.sqlite'), root }, () => undefined, readSources);
  await dictionary.index({ exclude: [], signal: new AbortController().signal });
});
afterEach(async () => {
  await dictionary[Symbol.asyncDispose]();
  await rm(root, { recursive: true });
});

const write = (name: string, text: string): Promise<void> => writeFile(join(root, name), text);

async function found(): Promise<string[]> {
  const problems = await dictionary.validate(new AbortController().signal, () => undefined);
  return problems.map(({ file, line, message }) => `${file}:${line}: ${message}`);
}

async function annotate(name: string, changes: EntryChanges): Promise<void> {
  const [entry] = await dictionary.find(name);
  if (!entry) throw new Error(`no ${name}`);
  await dictionary.annotate(entry.id, changes, { by: 'Ann', source: 'human' });
}

test('nothing of what has just been indexed', async () => {
  expect(await found()).toEqual([]);
});

test('spans, signatures and files that are not true any more', async () => {
  await write(
    'a.c',
    '\n/* Opens the door. */\nint open_door(int key)\n{\n  return turn(key);\n}\n\n\nint turn(long key)\n{ return key;\n}\n',
  );
  await unlink(join(root, 'b.py'));
  expect(await found()).toEqual([
    expect.stringMatching(/^a\.c:1: its span is not true/),
    'a.c:2: its span is not true: the source has it in lines 3 to 6',
    'a.c:7: its span is not true: the source has it in lines 9 to 11',
    'b.py:1: its file is not there; index again',
    'b.py:1: its file is not there; index again',
  ]);
  await write(
    'a.c',
    '/* Opens the door. */\nint open_door(int kex)\n{\n  return turn(key);\n}\n\nvoid tyrn(int key)\n{\n  return key;\n}\n',
  );
  await write('b.py', 'def run(x):\n    """Runs all of it."""\n    return x\n');
  expect(await found()).toEqual([
    'a.c:2: its signature is not true: the source has int open_door(int kex)',
    'a.c:7: its file has no function turn; index again',
  ]);
});

test('summaries that say nothing but a name, or the same of two names', async () => {
  await annotate('turn', { summary: 'Handles the turn operation.' });
  expect(await found()).toEqual(['a.c:7: its summary says nothing but its name']);
  await annotate('turn', { summary: 'Reads what turn has left in the log.' });
  await annotate('run', { summary: 'Reads what run has left in the log.' });
  expect(await found()).toEqual([
    'a.c:7: its summary is that of run with another name',
    'b.py:1: its summary is that of turn with another name',
  ]);
});

test('pseudocode that is not balanced, and a port that is not there', async () => {
  await annotate('turn', { pseudocode: 'if x:\n  a(b', port: 'src/turn.rs#turn' });
  await annotate('run', { port: 'https://example.org/run' });
  expect(await found()).toEqual(['a.c:7: its pseudocode is not balanced', 'a.c:7: its port src/turn.rs is not there']);
  await mkdir(join(root, 'src'));
  await write('src/turn.rs', '');
  await annotate('turn', { pseudocode: '' });
  expect(await found()).toEqual([]);
});

test('entries that were imported and never seen in a source', async () => {
  const path = join(root, 'older.json');
  await write('older.json', JSON.stringify({ entries: [{ symbol: 'gone', kind: 'function', location: 'gone.c:3' }] }));
  await dictionary.import(path, { replace: false, by: 'Ann' });
  expect(await found()).toEqual(['gone.c:3: its file is not there; index again']);
});

test('until it is called off', async () => {
  await expect(dictionary.validate(AbortSignal.abort(), () => undefined)).rejects.toMatchObject({ code: 'cancelled' });
});
