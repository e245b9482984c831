/** The dictionary of YARA's own source: its codenames, what survives, and whether all of it is true. */
import { cp, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findSourceOracles } from '../../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import { Dictionary } from '../../../server/src/cryptex/dictionary.ts';
import { readSources } from '../../../server/src/cryptex/extraction/sources.ts';

const source = (await findSourceOracles(cacheFolder()))?.source;
const options = { exclude: [], signal: new AbortController().signal };

describe.skipIf(source === undefined)("the dictionary of YARA's source (npm run setup)", { timeout: 120_000 }, () => {
  let folder: string;
  let root: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cryptex-yara-'));
    root = join(folder, 'source');
    for (const part of ['libyara', 'cli']) await cp(join(source ?? '', part), join(root, part), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true }));

  const open = (store: string): Dictionary =>
    new Dictionary({ store: join(folder, store), root }, () => undefined, readSources);

  async function exported(dictionary: Dictionary): Promise<string> {
    let text = '';
    await dictionary.export('json', (part) => {
      text += part;
      return Promise.resolve();
    });
    return text;
  }

  interface Named {
    readonly codename: string;
    readonly qualifiedName: string;
    readonly file: string;
    readonly status: string;
  }
  async function entriesOf(dictionary: Dictionary): Promise<Named[]> {
    return (JSON.parse(await exported(dictionary)) as { entries: Named[] }).entries;
  }

  it('has a codename for each, told apart by words, the same each time and wherever a file goes', async () => {
    await using dictionary = open('one.sqlite');
    await dictionary.index(options);
    const entries = await entriesOf(dictionary);
    const codenames = entries.map(({ codename }) => codename.toLowerCase());
    expect(new Set(codenames).size).toBe(entries.length);
    const numbered = codenames.filter((codename) => /-\d+$/.test(codename)).length;
    console.log(`${entries.length} entries, ${numbered} codenames with a number`);
    expect(numbered / entries.length).toBeLessThanOrEqual(0.01);

    await using anew = open('two.sqlite');
    await anew.index(options);
    expect(await entriesOf(anew)).toEqual(entries);

    const before = entries.filter(({ file }) => file === 'libyara/scan.c');
    expect(before.length).toBeGreaterThan(10);
    await rename(join(root, 'libyara/scan.c'), join(root, 'libyara/sweep.c'));
    await dictionary.index(options);
    const after = (await entriesOf(dictionary)).filter(({ file }) => file === 'libyara/sweep.c');
    // The entry of the file itself has the name of the file.
    const named = (all: readonly Named[]) =>
      all
        .filter(({ qualifiedName }) => !qualifiedName.endsWith('.c'))
        .map(({ codename, qualifiedName }) => `${codename} ${qualifiedName}`);
    expect(named(after)).toEqual(named(before));
  });

  it('is true, and the same after it has been exported and imported', async () => {
    await using dictionary = open('one.sqlite');
    await dictionary.index(options);
    expect(await dictionary.validate(options.signal, () => undefined)).toEqual([]);
    const text = await exported(dictionary);
    const path = join(folder, 'dictionary.json');
    await writeFile(path, text);
    await using other = open('imported.sqlite');
    const { added, skipped } = await other.import(path, { replace: false, by: 'Ann' });
    expect({ added, skipped }).toEqual({ added: (await dictionary.state()).entries, skipped: [] });
    expect(await exported(other)).toBe(text);
  });
});
