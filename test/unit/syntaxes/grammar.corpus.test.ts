import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadGrammar, tokenize, type TokenizedLine } from './tokenize.ts';

const corpora = process.env['CRYPTEX_CORPORA'] ?? fileURLToPath(new URL('../../../../shared/corpora', import.meta.url));
const present = existsSync(corpora);
/** Far above what any line takes; a regular expression that backtracks without bound would exceed it. */
const lineBudgetMs = 2_000;

function count(lines: readonly TokenizedLine[], scope: string): number {
  return lines.reduce((sum, { tokens }) => sum + tokens.filter(({ scopes }) => scopes.at(-1) === scope).length, 0);
}

/** `title` names the reason where the corpora are absent, so that the skipped test says why. */
const title = `colours every rule file of the corpora${present ? '' : ` (skipped: no corpora at ${corpora}; set CRYPTEX_CORPORA)`}`;

describe('TextMate grammar on real rules', async () => {
  const grammar = await loadGrammar();

  it.skipIf(!present)(
    title,
    () => {
      const files = readdirSync(corpora, { recursive: true, encoding: 'utf8' }).filter((file) => /\.yara?$/.test(file));
      const wrong: string[] = [];
      for (const file of files) {
        const source = readFileSync(join(corpora, file), 'utf8');
        const { lines, closed, slowestLineMs } = tokenize(grammar, source);
        if (slowestLineMs > lineBudgetMs) wrong.push(`${file}: a line took ${slowestLineMs} ms`);

        // Every file here is lexically sound, so nothing may be left open or be called wrong, and each rule has one
        // name, one condition and one closing brace.
        if (!closed) wrong.push(`${file}: something is left open at the end`);
        for (const [index, { text, tokens }] of lines.entries()) {
          if (tokens.some(({ scopes }) => scopes.some((scope) => scope.startsWith('invalid.')))) {
            wrong.push(`${file}:${index + 1}: called wrong: ${text.trim()}`);
          }
        }
        const rules = count(lines, 'storage.type.rule.yara');
        const names = count(lines, 'entity.name.type.rule.yara');
        const braces = count(lines, 'punctuation.section.block.end.yara');
        const conditions = lines.flatMap(({ tokens }) =>
          tokens.filter(({ text, scopes }) => text === 'condition' && scopes.at(-1) === 'keyword.other.section.yara'),
        ).length;
        if (new Set([rules, names, conditions, braces]).size !== 1) {
          wrong.push(`${file}: ${rules} rules, ${names} names, ${conditions} conditions, ${braces} closing braces`);
        }
      }
      expect(files.length).toBeGreaterThan(0);
      expect(wrong).toEqual([]);
    },
    300_000,
  );
});
