import { afterEach, beforeEach, expect, test } from 'vitest';
import { SearchIndex, type SearchDocument } from '../../server/src/cryptex/search/searchIndex.ts';
import { CodeBase } from './support/codeBase.ts';

let code: CodeBase;
beforeEach(async () => {
  code = await CodeBase.create();
});
afterEach(() => code.remove());

function index(...documents: readonly Partial<SearchDocument>[]): (query: string, limit?: number) => number[] {
  const empty: Omit<SearchDocument, 'id'> = { names: [], summary: [], pseudocode: [], isGone: false };
  const search = new SearchIndex(documents.map((document, id) => ({ ...empty, id, ...document })));
  return (query, limit = 9) => search.find(query, limit).map(({ id }) => id);
}

test('ranks names over texts, and closer names over others', () => {
  const find = index(
    { names: ['X-A'], pseudocode: ['scan'] },
    { names: ['X-B'], summary: ['scan'] },
    { names: ['X-Cancans', 'descant'] },
    { names: ['X-C', 'descan'] },
    { names: ['X-D', 'yr_scan'] },
    { names: ['X-E', 'scanner'] },
    { names: ['X-F', 'scan'] },
    { names: ['X-G', 'scan'], isGone: true },
    { names: ['X-H', 'other'] },
  );
  expect(find('SCAN')).toEqual([6, 7, 5, 4, 3, 2, 1, 0]);
  expect(find('scan', 2)).toEqual([6, 7]);
  expect(find('')).toEqual([]);
});

test('finds what is nearly typed: shortened names, slips of the finger, two words in whatever field', () => {
  const find = index(
    { names: ['Streetlight-ScanMem', 'yr_scanner_scan_mem'], summary: ['memory'] },
    { names: ['Ghostline-Free', 'yr_free'], pseudocode: ['heap'] },
  );
  expect(find('ssm')).toEqual([0]);
  expect(find('scaner')).toEqual([0]);
  expect(find('streetlihgt')).toEqual([0]);
  expect(find('free heap')).toEqual([1]);
  expect(find('free memory')).toEqual([]);
  expect(find('.*')).toEqual([]);
});

test('follows what changes', async () => {
  code.files.set('a.c', [{ name: 'alpha', calls: ['needle'] }, { name: 'beta' }]);
  await code.index();
  await using dictionary = code.dictionary();
  const find = async (query: string) => (await dictionary.search(query, 9)).map(({ symbol }) => symbol);
  expect(await find('needle')).toEqual(['alpha']);
  const [beta] = await dictionary.find('beta');
  await dictionary.annotate(
    beta?.id ?? 0,
    { pseudocode: 'wait for haystack', codename: 'Moth-Two' },
    {
      by: 'Ann',
      source: 'human',
    },
  );
  expect(await find('haystack')).toEqual(['beta']);
  expect(await find('moth')).toEqual(['beta']);
  expect(await find(beta?.codename ?? '')).toEqual(['beta']);
  code.files.set('a.c', [{ name: 'beta' }, { name: 'gamma', calls: ['thimble'] }]);
  await code.index();
  expect(await find('thimble')).toEqual(['gamma']);
  expect(await find('needle')).toEqual(['alpha']);
  expect((await dictionary.search('needle', 9))[0]).toMatchObject({ status: 'obsolete' });
});
