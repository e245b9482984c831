import { expect, test } from 'vitest';
import { RuleSearch } from '../../server/src/catalogue/ruleSearch.ts';
import type { CatalogueRule } from '../../server/src/protocol/catalogue.ts';

function rule(name: string, parts: Partial<CatalogueRule> = {}): CatalogueRule {
  return {
    name,
    namespace: 'default',
    file: '/a.yar',
    range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
    modifiers: [],
    tags: [],
    metas: [],
    imports: [],
    patterns: [],
    patternCounts: { text: 0, hex: 0, regex: 0 },
    externals: [],
    dependsOn: [],
    hash: '',
    ...parts,
  };
}

const names = (search: RuleSearch, query: string, limit = 50): string[] =>
  search.find(query, limit).map((found) => found.rule.name);

test('ranks names by how closely they fit, before tags, metadata and patterns', () => {
  const search = new RuleSearch([
    rule('p', { patterns: [{ identifier: '$a', kind: 'text', text: '"my Beacon"' }] }),
    rule('m', { metas: [{ name: 'description', value: 'a beacon' }] }),
    rule('t', { tags: ['BEACON'] }),
    rule('unbeaconed'),
    rule('Cobalt_Beacon'),
    rule('BeaconLoader'),
    rule('beacon'),
    rule('none'),
  ]);
  const expected = ['beacon', 'BeaconLoader', 'Cobalt_Beacon', 'unbeaconed', 't', 'm', 'p'];
  expect(names(search, 'beacon')).toEqual(expected);
  expect(names(search, 'beacon', 2)).toEqual(expected.slice(0, 2));
});

test('finds every word, wherever it is, and tells which was not in the name', () => {
  const search = new RuleSearch([
    rule('APT_Beacon', { metas: [{ name: 'author', value: 'Florian' }] }),
    rule('APT_Other', { metas: [{ name: 'author', value: 'Nobody' }] }),
  ]);
  expect(search.find('apt florian', 9)).toMatchObject([{ matched: 'meta', excerpt: 'author = Florian' }]);
  expect(names(search, 'apt zzz')).toEqual([]);
  expect(names(search, '')).toHaveLength(2);
});

test('finds names by the beginnings of their parts', () => {
  const search = new RuleSearch([rule('CobaltStrike_Beacon'), rule('accessible')]);
  expect(names(search, 'csb')).toEqual(['CobaltStrike_Beacon']);
  expect(names(search, 'cobsbe')).toEqual(['CobaltStrike_Beacon']);
  expect(names(search, 'bsc')).toEqual([]);
});

test('keeps the best of many, also those that come last', () => {
  const many = Array.from({ length: 5000 }, (_, index) => rule(`x_apt_${index}`));
  const search = new RuleSearch([...many, rule('apt')]);
  expect(names(search, 'apt', 3)[0]).toBe('apt');
  expect(search.find('apt', 3)).toHaveLength(3);
});
