import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { highlights } from '../../../client/src/views/highlights.ts';
import {
  entrySource,
  type EntryGroupNode,
  type TreeNode,
} from '../../../client/src/views/dictionaryTree/entrySource.ts';
import { pageSize, PagedTree, type PageQuestion } from '../../../client/src/views/pagedTree.ts';
import { Trail } from '../../../client/src/views/entryView/trail.ts';
import type { EntryBrief } from '../../../server/src/protocol/cryptex.ts';
import type { EntryChildren, EntryGroup, EntryGrouping } from '../../../server/src/protocol/dictionaryView.ts';
import { brief } from '../../helpers/dictionaryEntries.ts';

/** A dictionary in memory: answers as the service does, by family and by folder. */
function answer(
  entries: readonly EntryBrief[],
  { grouping, path, filter, from, limit }: PageQuestion<EntryGrouping>,
): EntryChildren {
  const keys = (entry: EntryBrief): string[] => (grouping === 'folder' ? entry.file.split('/') : [entry.family]);
  const here = entries
    .filter(({ codename }) => codename.includes(filter))
    .filter((entry) => path.every((key, index) => keys(entry)[index] === key));
  const deeper = here.filter((entry) => keys(entry).length > path.length);
  const groups = new Map<string, EntryBrief[]>();
  for (const entry of deeper) {
    const key = keys(entry)[path.length] ?? '';
    groups.set(key, [...(groups.get(key) ?? []), entry]);
  }
  return {
    groups: Array.from(groups, ([key, { length }]) => ({ key, count: length, isFile: key.includes('.') })),
    entries: deeper.length > 0 ? [] : here.slice(from, from + limit),
    total: here.length,
  };
}

function treeOf(
  entries: readonly EntryBrief[],
  grouping: 'family' | 'folder',
): { tree: PagedTree<EntryGrouping, EntryGroup, EntryBrief>; asked: PageQuestion<EntryGrouping>[] } {
  const asked: PageQuestion<EntryGrouping>[] = [];
  const ask = (question: PageQuestion<EntryGrouping>): Promise<EntryChildren> => {
    asked.push(question);
    return Promise.resolve(answer(entries, question));
  };
  return { tree: new PagedTree(entrySource(ask), grouping), asked };
}

const group = (nodes: readonly TreeNode[], key: string): EntryGroupNode =>
  nodes.find((node): node is EntryGroupNode => node.type === 'group' && node.group.key === key) ??
  expect.fail(`no ${key}`);
const shapes = (nodes: readonly TreeNode[]): string[] =>
  nodes.map((node) => (node.type === 'item' ? node.item.codename : node.type === 'group' ? node.group.key : 'more'));

const some = [
  brief(1, { family: 'A', codename: 'A-One', file: 'src/deep/x.c' }),
  brief(2, { family: 'B', codename: 'B-Two', file: 'src/y.c' }),
  brief(3, { family: 'A', codename: 'A-Three', file: 'z.py' }),
];
const many = Array.from({ length: 2 * pageSize + 10 }, (_, id) => brief(id, { family: 'A', codename: `A-N${id}` }));

describe('the tree of entries', () => {
  it('is read a level at a time, each once', async () => {
    const { tree, asked } = treeOf(some, 'folder');
    const top = await tree.children();
    expect(shapes(top)).toEqual(['src', 'z.py']);
    expect(asked).toHaveLength(1);
    const src = await tree.children(group(top, 'src'));
    expect(shapes(src)).toEqual(['deep', 'y.c']);
    expect(shapes(await tree.children(group(src, 'y.c')))).toEqual(['B-Two']);
    await tree.children(group(top, 'src'));
    expect(asked.map(({ path }) => path)).toEqual([[], ['src'], ['src', 'y.c']]);
    expect(tree.total).toBe(3);
  });

  it('shows a page of many entries, and the next one when asked', async () => {
    const { tree } = treeOf(many, 'family');
    const a = group(await tree.children(), 'A');
    const first = await tree.children(a);
    expect([first.length, first.at(-1)]).toMatchObject([
      pageSize + 1,
      { type: 'more', shown: pageSize, total: many.length },
    ]);
    await tree.more(a);
    await tree.more(a);
    const all = await tree.children(a);
    expect(shapes(all)).toEqual(many.map(({ codename }) => codename));
  });

  it('finds the node of an entry, however far it is, and with all nodes above it', async () => {
    const { tree } = treeOf(many, 'family');
    const last = many.at(-1) ?? expect.fail();
    const node = await tree.locate(last);
    expect(node?.item).toBe(last);
    expect(node?.parent).toBe(group(await tree.children(), 'A'));
    const deep = await treeOf(some, 'folder').tree.locate(some[0] ?? expect.fail());
    expect(deep?.parent?.path).toEqual(['src', 'deep', 'x.c']);
    expect(deep?.parent?.parent?.parent?.parent).toBeUndefined();
  });

  it('finds no entry that the filter hides', async () => {
    const { tree } = treeOf(some, 'family');
    tree.filterBy('Two');
    expect(await tree.locate(some[0] ?? expect.fail())).toBeUndefined();
    expect((await tree.locate(some[1] ?? expect.fail()))?.item.id).toBe(2);
  });

  it('opens what passes a filter when it is little, and has other nodes then', async () => {
    const { tree } = treeOf(some, 'family');
    const before = group(await tree.children(), 'A');
    tree.filterBy('A-');
    const after = group(await tree.children(), 'A');
    expect([before.isOpen, after.isOpen, before.id === after.id]).toEqual([false, true, false]);
    const { tree: large } = treeOf(many, 'family');
    large.filterBy('A-');
    expect(group(await large.children(), 'A').isOpen).toBe(false);
  });

  it('has no two nodes of one id', async () => {
    const name = fc.constantFrom('a', 'b', '/', '"', ',', '["a"]');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(name, { minLength: 1, maxLength: 4 }), { maxLength: 10 }), async (paths) => {
        const entries = paths.map((path, id) => brief(id, { file: path.join('/') }));
        const { tree } = treeOf(entries, 'folder');
        const ids: string[] = [];
        const visit = async (parent?: EntryGroupNode): Promise<void> => {
          for (const node of await tree.children(parent)) {
            ids.push(node.id);
            if (node.type === 'group') await visit(node);
          }
        };
        await visit();
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 50 },
    );
  });

  it('asks again after a question failed', async () => {
    let fails = true;
    const tree = new PagedTree(
      entrySource((question) => (fails ? Promise.reject(new Error('gone')) : Promise.resolve(answer(some, question)))),
      'family',
    );
    await expect(tree.children()).rejects.toThrow('gone');
    fails = false;
    expect(shapes(await tree.children())).toEqual(['A', 'B']);
  });

  it('keeps an answer to an earlier filter out of the later one', async () => {
    let letGo = (): void => undefined;
    const late = new Promise<void>((resolve) => (letGo = resolve));
    const tree = new PagedTree(
      entrySource(async (question) => {
        if (question.filter === 'A') await late;
        return answer(some, question);
      }),
      'family',
    );
    tree.filterBy('A');
    const slow = tree.children();
    tree.filterBy('Two');
    const quick = await tree.children();
    letGo();
    await slow;
    expect([shapes(quick), shapes(await tree.children()), tree.total]).toEqual([['B'], ['B'], 1]);
  });
});

describe('what stands out in a label', () => {
  it('are the words of the filter, in order and apart', () => {
    expect(highlights('Streetlight-Scan', 'SCAN street')).toEqual([
      [0, 6],
      [12, 16],
    ]);
    expect(highlights('abc', 'ab bc')).toEqual([[0, 2]]);
    expect(highlights('abc', ' ')).toEqual([]);
    expect(highlights('İstanbul', 'stan')).toEqual([]);
  });
});

describe('the trail of entries', () => {
  it('goes back and forward, and leaves behind what was ahead', () => {
    const trail = new Trail();
    expect([trail.current, trail.hasBack, trail.hasForward]).toEqual([undefined, false, false]);
    trail.back();
    for (const id of [1, 2, 2, 3]) trail.go(id);
    trail.back();
    trail.back();
    expect([trail.current, trail.hasBack, trail.hasForward]).toEqual([1, false, true]);
    trail.forward();
    trail.go(9);
    expect([trail.current, trail.hasForward]).toEqual([9, false]);
    trail.back();
    expect(trail.current).toBe(2);
  });
});
