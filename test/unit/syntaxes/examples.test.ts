import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadGrammar, tokenize } from './tokenize.ts';

const examples = new URL('../../../examples/', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, examples), 'utf8');
const rules = readdirSync(new URL('rules/', examples));
const readme = read('README.md');

describe('examples', async () => {
  const grammar = await loadGrammar();

  it.each(rules.filter((file) => file !== 'errors.yar'))('%s has nothing that the grammar calls wrong', (file) => {
    const { lines, closed } = tokenize(grammar, read(`rules/${file}`));
    expect(closed).toBe(true);
    const scopes = lines.flatMap(({ tokens }) => tokens.flatMap((token) => token.scopes));
    expect(scopes.filter((scope) => scope.startsWith('invalid.'))).toEqual([]);
  });

  it('recovers from every mistake in errors.yar', () => {
    const { lines, closed } = tokenize(grammar, read('rules/errors.yar'));
    expect(closed).toBe(true);
    const names = lines.flatMap(({ tokens }) =>
      tokens.filter(({ scopes }) => scopes.at(-1) === 'entity.name.type.rule.yara').map(({ text }) => text),
    );
    expect(names).toEqual([...read('rules/errors.yar').matchAll(/^rule (\w+)/gm)].map((match) => match[1]));
  });

  it('includes every rule file but the mistakes in the index', () => {
    const included = [...read('rules/index.yar').matchAll(/^include "\.\/(.+)"$/gm)].map((match) => match[1]);
    expect(included.sort()).toEqual(rules.filter((file) => !['index.yar', 'errors.yar'].includes(file)).sort());
  });

  it('lists every rule file and every sample in the tour', () => {
    for (const file of rules) expect(readme).toContain(`](rules/${file})`);
    for (const file of readdirSync(new URL('samples/', examples))) expect(readme).toContain(`| \`${file}\` `);
  });
});
