import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MatchDifference, RefusalKind } from '../../../server/src/protocol/readiness.ts';

it('docs/readiness.md has every kind of refusal and every reason for a difference, and no others', async () => {
  const text = await readFile(join(import.meta.dirname, '../../../docs/readiness.md'), 'utf8');
  const first = text.split('\n').flatMap((line) => /^\| ([^|]*`[^|]*) \|/.exec(line)?.[1] ?? []);
  const named = first.flatMap((cell) => [...cell.matchAll(/`([\w-]+)`/g)].map((match) => match[1]));
  expect(named.sort()).toEqual([...RefusalKind.options, ...MatchDifference.entries.reason.options].sort());
});
