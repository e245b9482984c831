import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadGrammar, render, tokenize } from './tokenize.ts';

const fixtures = new URL('fixtures/', import.meta.url);
/** Fixtures whose last line leaves something open on purpose. */
const leftOpen = new Set(['unclosedComment.yar']);

describe('TextMate grammar', async () => {
  const grammar = await loadGrammar();

  for (const name of readdirSync(fixtures).filter((file) => file.endsWith('.yar'))) {
    it(`colours ${name} as its snapshot says`, async () => {
      const tokenized = tokenize(grammar, readFileSync(new URL(name, fixtures), 'utf8').trimEnd());
      await expect(`${render(tokenized)}\n`).toMatchFileSnapshot(fileURLToPath(new URL(`${name}.snap`, fixtures)));
      expect(tokenized.closed).toBe(!leftOpen.has(name));
    });
  }

  it('colours fenced code in Markdown, and nothing after the fence', async () => {
    const document = ['text "a', '```yara', 'rule r { condition: true }', '```', 'rule s'].join('\n');
    const { lines, closed } = tokenize(await loadGrammar('text.html.markdown'), document);
    expect(lines[2]?.tokens[0]).toEqual({
      text: 'rule',
      scopes: [
        'markup.fenced_code.block.markdown',
        'meta.embedded.block.yara',
        'meta.rule.yara',
        'storage.type.rule.yara',
      ],
    });
    expect(lines[4]?.tokens).toEqual([{ text: 'rule s', scopes: [] }]);
    expect(closed).toBe(true);
  });
});
