import { describe, expect, it } from 'vitest';
import type { RuleMatch } from '../../../server/src/protocol/engine.ts';
import type { ScanEvent } from '../../../server/src/protocol/scan.ts';
import {
  childrenOf,
  maxFiles,
  pageSize,
  parentOf,
  ScanResultsModel,
  type ScanNode,
} from '../../../client/src/views/scanResults/model.ts';

function ruleMatch(rule: string, offsets: readonly number[] = [], matchCount = offsets.length): RuleMatch {
  const matches = offsets.map((offset) => ({ offset, length: 2, data: Uint8Array.of(0x4d, 0x5a) }));
  return { rule, namespace: 'default', tags: [], meta: [], patterns: [{ identifier: '$a', matchCount, matches }] };
}
const matched = (path: string, ...matches: RuleMatch[]): ScanEvent => ({ type: 'match', path, matches });
const failed = (path: string): ScanEvent => ({ type: 'error', path, code: 'unreadable', message: 'no' });
const summary = { files: 1, bytes: 1, matchedFiles: 0, matches: 0, errors: 0, cancelled: false, milliseconds: 1 };

function descendants(nodes: readonly ScanNode[]): ScanNode[] {
  return nodes.flatMap((node) => [node, ...descendants(childrenOf(node))]);
}

describe('the results of a scan', () => {
  it('are files, their rules, and where these match', () => {
    const model = new ScanResultsModel();
    model.apply([matched('/s/a', ruleMatch('One', [0, 16]), ruleMatch('Two', [4]))]);
    expect(descendants(model.roots()).map((node) => node.kind)).toEqual([
      'file',
      'rule',
      'match',
      'match',
      'rule',
      'match',
    ]);
  });

  it('say whether the list changed', () => {
    const model = new ScanResultsModel();
    const progress: ScanEvent = { type: 'progress', found: 5, done: 1, bytes: 1, walking: true };
    expect(model.apply([progress])).toBe(false);
    expect(model.apply([progress, matched('/s/a', ruleMatch('One'))])).toBe(true);
    expect(model.apply([{ type: 'done', summary }])).toBe(false);
    expect(model.totals).toMatchObject({ found: 5, done: 1, matchedFiles: 1, matches: 1 });
    expect(model.summary).toEqual(summary);
  });

  it('have identifiers that differ, and that are the same in the next scan', () => {
    const events = [
      matched('/s/a', ruleMatch('One', [0, 0, 7], 9)),
      matched('/s/b', ruleMatch('One', [0])),
      failed('/s/a'),
    ];
    const identifiers = [1, 2].map(() => {
      const model = new ScanResultsModel();
      model.apply(events);
      return descendants(model.roots()).map((node) => node.id);
    });
    expect(new Set(identifiers[0]).size).toBe(identifiers[0]?.length);
    expect(identifiers[0]).toEqual(identifiers[1]);
  });

  it('hold what libyara said of a file, with or without matches', () => {
    const note = { kind: 'console', text: 'hello' } as const;
    const model = new ScanResultsModel();
    model.apply([
      { type: 'note', path: '/s/a', notes: [note] },
      matched('/s/a', ruleMatch('One')),
      { type: 'note', path: '/s/b', notes: Array.from({ length: 1000 }, () => note) },
    ]);
    expect(model.roots().map((root) => childrenOf(root).map((node) => node.kind))[0]).toEqual(['rule', 'note']);
    expect(childrenOf(model.roots()[1] ?? expect.fail())).toHaveLength(100);
    expect(model.totals.matchedFiles).toBe(1);
  });

  it('tell of matches that were counted but not sent', () => {
    const model = new ScanResultsModel();
    model.apply([matched('/s/a', ruleMatch('One', [0, 1], 1000))]);
    expect(descendants(model.roots()).at(-1)).toMatchObject({ kind: 'omitted', count: 998, pattern: '$a' });
  });

  it('know the parent of each node', () => {
    const model = new ScanResultsModel();
    model.apply([matched('/s/a', ruleMatch('One', [0], 2)), failed('/s/b')]);
    for (const root of model.roots()) {
      expect(parentOf(root)).toBeUndefined();
      for (const child of childrenOf(root)) {
        expect(parentOf(child)).toBe(root);
        childrenOf(child).forEach((grandchild) => expect(parentOf(grandchild)).toBe(child));
      }
    }
  });

  it('are sorted by path, problems last', () => {
    const model = new ScanResultsModel();
    model.apply([failed('/s/a'), matched('/s/c'), matched('/s/b')]);
    model.sort();
    expect(model.roots().map((node) => node.id)).toEqual(['file:/s/b', 'file:/s/c', 'problem:/s/a']);
  });

  it('come in pages', () => {
    const model = new ScanResultsModel();
    model.apply(Array.from({ length: pageSize + 7 }, (_, index) => matched(`/s/${index}`)));
    expect(model.roots()).toHaveLength(pageSize + 1);
    expect(model.roots().at(-1)).toMatchObject({ kind: 'more', hidden: 7 });
    model.showMore();
    expect(model.roots()).toHaveLength(pageSize + 7);
  });

  it('are bounded, and say how many are left out', () => {
    const model = new ScanResultsModel();
    model.apply(Array.from({ length: maxFiles + 3 }, (_, index) => matched(`/s/${index}`)));
    expect(model.dropped).toBe(3);
    expect(model.totals.matchedFiles).toBe(maxFiles + 3);
  });
});
