/** Dictionaries that are written to files and read again. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { messageOf } from '../../../server/src/common/errors.ts';
import type { Dictionary } from '../../../server/src/cryptex/dictionary.ts';
import type { ExportFormat } from '../../../server/src/cryptex/exchange/exportDictionary.ts';
import { fromCell, toCell } from '../../../server/src/cryptex/exchange/markdown.ts';
import type { EntryChanges } from '../../../server/src/protocol/cryptex.ts';
import { CodeBase } from '../support/codeBase.ts';

let code: CodeBase;
let other: CodeBase;
beforeEach(async () => {
  code = await CodeBase.create();
  other = await CodeBase.create();
});
afterEach(() => Promise.all([code.remove(), other.remove()]));

const ann = { by: 'Ann', source: 'human' } as const;
const taken = { replace: false, by: 'Bob' } as const;

async function exported(from: CodeBase, format: ExportFormat = 'json'): Promise<string> {
  await using dictionary = from.dictionary();
  let text = '';
  await dictionary.export(format, (part) => {
    text += part;
    return Promise.resolve();
  });
  return text;
}

/** As a file, which is read. */
async function imported(to: CodeBase, text: string | Uint8Array, name = 'dictionary.json') {
  const path = join(to.folder, name);
  await writeFile(path, text);
  await using dictionary = to.dictionary();
  return await dictionary.import(path, taken);
}

async function annotate(dictionary: Dictionary, name: string, changes: EntryChanges): Promise<void> {
  const [found] = await dictionary.find(name);
  if (!found) throw new Error(`no ${name}`);
  await dictionary.annotate(found.id, changes, ann);
}

async function makeSome(): Promise<void> {
  code.files.set('a/scan.c', [
    { name: 'scan_file', calls: ['open_file', 'fread'] },
    { name: 'open_file', visibility: 'file' },
    { name: 'twice', body: 'one', variant: '_WIN32' },
    { name: 'twice', body: 'two', variant: '!_WIN32' },
  ]);
  code.files.set('old.c', [{ name: 'old_one' }]);
  await code.index();
  await using dictionary = code.dictionary();
  await annotate(dictionary, 'scan_file', { summary: 'Opens it, then scans.', status: 'porting', tags: ['hot', 'io'] });
  await annotate(dictionary, 'open_file', {
    codename: 'Streetlight-Latch',
    notes: ['first', 'second | `x`'],
    port: 'x.rs#f',
  });
  await annotate(dictionary, 'old_one', { risk: 'high', owner: 'team' });
  code.files.delete('old.c');
  code.files.set('a/scan.c', [
    { name: 'scan_file', calls: ['open_file'], body: 'changed' },
    { name: 'open_file', visibility: 'file' },
    { name: 'twice', body: 'one', variant: '_WIN32' },
    { name: 'twice', body: 'two', variant: '!_WIN32' },
  ]);
  await code.index();
}

describe('the own format', () => {
  test('gives the same dictionary: entries, what people wrote, aliases, history, what is gone', async () => {
    await makeSome();
    const text = await exported(code);
    const report = await imported(other, text);
    const { entries } = JSON.parse(text) as { entries: object[] };
    expect(report).toEqual({ added: entries.length, changed: 0, unchanged: 0, skipped: [], unknownFields: [] });
    expect(await exported(other)).toBe(text);
    await using dictionary = other.dictionary();
    expect(await dictionary.find('Streetlight-OpenFile')).toMatchObject([{ codename: 'Streetlight-Latch' }]);
    expect(await dictionary.find('old_one')).toMatchObject([{ status: 'obsolete' }]);
  });

  test('changes nothing where it came from, and is known again by the next index', async () => {
    await makeSome();
    const text = await exported(code);
    expect(await imported(code, text)).toMatchObject({ added: 0, changed: 0, skipped: [] });
    expect(await exported(code)).toBe(text);
    await imported(other, text);
    for (const [path, symbols] of code.files) other.files.set(path, symbols);
    expect((await other.index()).entries).toMatchObject({ added: 0, obsolete: 0 });
    await using dictionary = other.dictionary();
    expect(await dictionary.find('scan_file')).toMatchObject([
      { summary: { text: 'Opens it, then scans.', source: 'human' }, status: 'porting', isDrifted: true },
    ]);
  });

  test('keeps whatever texts there are', async () => {
    code.files.set('a.c', [{ name: 'run' }]);
    await code.index();
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.constantFrom(
        '</td><script>alert(1)</script>',
        'a | b ` c',
        '\u202egnp.exe',
        '\ud800',
        '\0',
        '= 1+1',
        '[x](javascript:y)',
      ),
    );
    await fc.assert(
      fc.asyncProperty(hostile, fc.array(hostile, { maxLength: 3 }), async (summary, notes) => {
        const fresh = await CodeBase.create();
        try {
          {
            await using dictionary = code.dictionary();
            await annotate(dictionary, 'run', { summary, notes, pseudocode: summary });
          }
          const text = await exported(code);
          await imported(fresh, text);
          expect(await exported(fresh)).toBe(text);
        } finally {
          await fresh.remove();
        }
      }),
      { numRuns: 40 },
    );
  });

  test('keeps and reports fields that it does not know, and skips what is no entry', async () => {
    await makeSome();
    const whole = JSON.parse(await exported(code)) as { entries: Record<string, unknown>[] };
    const [first] = whole.entries;
    Object.assign(whole, { madeBy: { tool: 'x', deep: [1] } });
    Object.assign(first ?? {}, { colour: 'red' });
    whole.entries.push({ codename: 'No-Symbol' });
    const report = await imported(other, JSON.stringify(whole));
    expect(report.unknownFields).toEqual(['colour', 'madeBy']);
    expect(report.skipped).toMatchObject([{ entry: `entries[${whole.entries.length - 1}]` }]);
    const after = JSON.parse(await exported(other)) as typeof whole;
    expect(after).toMatchObject({ madeBy: { tool: 'x', deep: [1] } });
    expect(after.entries.filter(({ colour }) => colour === 'red')).toMatchObject([{ codename: first?.['codename'] }]);
  });

  test('does not write over what somebody has written since, unless that is wanted', async () => {
    code.files.set('a.c', [{ name: 'run' }]);
    await code.index();
    await using dictionary = code.dictionary();
    await annotate(dictionary, 'run', { summary: 'Then.' });
    const then = await exported(code);
    await annotate(dictionary, 'run', { summary: 'Now.' });
    const report = await imported(code, then);
    expect(report.skipped).toHaveLength(1);
    expect(report.skipped[0]?.reason).toContain('--replace');
    expect((await dictionary.find('run'))[0]?.summary.text).toBe('Now.');
    const path = join(code.folder, 'dictionary.json');
    expect(await dictionary.import(path, { ...taken, replace: true })).toMatchObject({ changed: 1, skipped: [] });
    expect((await dictionary.find('run'))[0]?.summary.text).toBe('Then.');
  });
});

describe('the older format', () => {
  const kinds = ['function', 'struct', 'macro', 'class', 'method', 'enum', 'typedef', 'weird'];
  const entry = fc.record(
    {
      kind: fc.constantFrom(...kinds),
      signature: fc.string({ unit: 'binary', maxLength: 30 }),
      summary: fc.string({ unit: 'binary', maxLength: 30 }),
      pseudocode: fc.constantFrom('see source code', '', 'if x: y', 'for | `a`:\n  b\nend'),
      line_references: fc.array(
        fc.record({ file: fc.constantFrom('a.c', 'lib/b.c', 'c.py'), start: fc.nat(999), end: fc.nat(2000) }),
        { maxLength: 3 },
      ),
      dependencies: fc.array(fc.string({ maxLength: 12 }), { maxLength: 4 }),
      owner: fc.constantFrom('core', 'ann', ''),
      risk: fc.constantFrom('low', 'high', ''),
      notes: fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 3 }),
    },
    { requiredKeys: ['kind', 'signature'] },
  );

  test('with 587 entries comes in and goes out without loss of a field', async () => {
    const made = fc.sample(entry, { seed: 587, numRuns: 587 }).map((fields, index) => ({
      symbol: `symbol_${index}`,
      pyro_name: `Family${index % 7}-Name${index}`,
      location: `lib/file${index % 20}.c:${index + 1}`,
      ...fields,
    }));
    const report = await imported(other, JSON.stringify({ entries: made, generated: 'then' }));
    expect(report).toEqual({ added: 587, changed: 0, unchanged: 0, skipped: [], unknownFields: ['generated'] });
    const { entries } = JSON.parse(await exported(other, 'older')) as { entries: { symbol: string }[] };
    const after = new Map(entries.map((one) => [one.symbol, one]));
    for (const one of made) expect(after.get(one.symbol)).toMatchObject(one);
    await using dictionary = other.dictionary();
    expect(await dictionary.find('family3-name3')).toMatchObject([{ symbol: 'symbol_3', file: 'lib/file3.c' }]);
  });

  test('is matched with what has been indexed', async () => {
    code.files.set('lib/scan.c', [{ name: 'scan_file' }, { name: 'other' }]);
    await code.index();
    const entries = {
      scan_file: { pyro_name: 'Old-Name', kind: 'function', location: 'scan.c:1', summary: 'From then.', risk: 'high' },
      gone: { kind: 'function', location: 'scan.c:9' },
      none: 'nothing',
    };
    const report = await imported(code, JSON.stringify({ entries }));
    expect(report).toMatchObject({ added: 1, changed: 1, skipped: [{ entry: 'none' }] });
    await using dictionary = code.dictionary();
    const [found] = await dictionary.find('Old-Name');
    expect(found).toMatchObject({ symbol: 'scan_file', file: 'lib/scan.c', summary: { text: 'From then.' } });
    expect(found && (await dictionary.entry(found.id))).toMatchObject({ risk: 'high' });
  });
});

describe('Markdown', () => {
  test('has a table a family, and what is changed in it comes back', async () => {
    await makeSome();
    const text = await exported(code, 'markdown');
    expect(text).toContain('| Codename | Symbol | Location | Summary | Pseudocode |');
    expect(await imported(code, text, 'unchanged.md')).toMatchObject({ added: 0, changed: 0, skipped: [] });
    const edited = text.replace('Opens it, then scans.', 'Opens \\| scans **it**.');
    expect(edited).not.toBe(text);
    expect(await imported(code, edited, 'edited.md')).toMatchObject({ added: 0, changed: 0, skipped: [{}] });
    await using dictionary = code.dictionary();
    await dictionary.import(join(code.folder, 'edited.md'), { ...taken, replace: true });
    expect((await dictionary.find('scan_file'))[0]?.summary.text).toBe('Opens | scans **it**.');
  });

  test('shows any text as it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const cell = toCell(text);
        expect(fromCell(cell)).toBe(text);
        expect(cell).not.toMatch(/[<](?!br>)|[\n\r|]/);
      }),
    );
  });
});

describe('a file that is none', () => {
  const refused = async (text: string | Uint8Array, name?: string): Promise<string> =>
    await imported(other, text, name).then(
      () => 'it was taken',
      (error: unknown) => messageOf(error),
    );

  test('is refused with the reason, and nothing is changed', async () => {
    await makeSome();
    const before = await exported(code);
    const path = join(code.folder, 'bad.json');
    await writeFile(path, before.slice(0, before.length / 2));
    await using dictionary = code.dictionary();
    await expect(dictionary.import(path, taken)).rejects.toThrow(/it is no JSON/);
    expect(await exported(code)).toBe(before);

    expect(await refused('not JSON')).toContain('it is no JSON');
    expect(await refused('[]')).toContain('no object with "entries"');
    expect(await refused('{}')).toContain('neither "format" nor');
    expect(await refused('{"format":"cryptex-dictionary","version":99,"entries":[]}')).toContain('version is 99');
    expect(await refused('['.repeat(3_000_000))).toContain('it is no JSON');
    expect(await refused(`{"entries":${'['.repeat(200_000)}${']'.repeat(200_000)}}`)).not.toContain('stack');
  });

  test('is refused without being read where it is too large, a folder or a pipe', async () => {
    const large = join(other.folder, 'large.json');
    await writeFile(large, '{');
    await truncate(large, 200 * 1024 * 1024);
    const folder = join(other.folder, 'folder.json');
    await mkdir(folder);
    const pipe = join(other.folder, 'pipe.json');
    if (process.platform !== 'win32') execFileSync('mkfifo', [pipe]);
    await using dictionary = other.dictionary();
    await expect(dictionary.import(large, taken)).rejects.toThrow(/200 MB/);
    await expect(dictionary.import(folder, taken)).rejects.toThrow(/no regular file/);
    if (process.platform !== 'win32') await expect(dictionary.import(pipe, taken)).rejects.toThrow(/no regular file/);
    await expect(dictionary.import(join(other.folder, 'none.json'), taken)).rejects.toThrow(/ENOENT/);
    expect(await readFile(large).then(({ length }) => length)).toBe(200 * 1024 * 1024);
  });
});
