import { describe, expect, it } from 'vitest';
import { comparison } from '../../../client/src/history/comparison.ts';
import type { ServiceClient } from '../../../client/src/serviceClient.ts';
import type { HistoryChange } from '../../../server/src/protocol/history.ts';

const scan = (name: string) => ({
  scan: name,
  label: `time of ${name}`,
  description: '2 matches',
  detail: 'r.yar → samples',
});

/** Answers pages of two. */
function service(changes: readonly HistoryChange[]): Pick<ServiceClient, 'request'> {
  const counts = { new: 0, gone: 0, same: 7 };
  for (const { kind } of changes) counts[kind] += 1;
  const request = (_name: string, { from = 0 }: { from?: number }) => {
    const end = from + 2;
    const page = { counts, changes: changes.slice(from, end), ...(end < changes.length ? { next: end } : {}) };
    return Promise.resolve(page);
  };
  return { request };
}

const change = (kind: HistoryChange['kind'], path: string, rule: string): HistoryChange => ({
  kind,
  path,
  namespace: 'n',
  rule,
});

describe('a comparison of two scans', () => {
  it('lists what is new and what is gone by file, from all pages', async () => {
    const changes = [change('new', '/a', 'one'), change('gone', '/a', 'two'), change('new', '/b', 'one')];
    const text = await comparison(service(changes), {}, scan('first'), scan('second'));
    expect(text).toBe(
      [
        '--- time of first · 2 matches · r.yar → samples',
        '+++ time of second · 2 matches · r.yar → samples',
        '@@ 2 new, 1 gone, 7 the same @@',
        '',
        '  /a',
        '+ n:one',
        '- n:two',
        '',
        '  /b',
        '+ n:one',
        '',
      ].join('\n'),
    );
  });

  it('says that nothing has changed', async () => {
    const text = await comparison(service([]), {}, scan('first'), scan('second'));
    expect(text.split('\n').slice(2)).toEqual(['@@ 0 new, 0 gone, 7 the same @@', '']);
  });

  it('keeps hostile names in their line', async () => {
    const text = await comparison(
      service([change('new', '/a\n+ n:forged\u202e', 'x')]),
      {},
      scan('first'),
      scan('second'),
    );
    expect(text).toContain('\n  /a\\u{A}+ n:forged\\u{202E}\n+ n:x\n');
  });
});
