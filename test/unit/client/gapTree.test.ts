import { describe, expect, it } from 'vitest';
import { currentLine } from '../../../client/src/dictionary/candidates.ts';
import { markdownTask } from '../../../client/src/gap/markdownTask.ts';
import { portOf, sourceOf } from '../../../client/src/gap/places.ts';
import { nameOf, subjectsOf } from '../../../client/src/gap/subjects.ts';
import {
  componentSource,
  functionNodes,
  matchNodes,
  reasonNodes,
  type ComponentNode,
} from '../../../client/src/views/gapTree/gapNodes.ts';
import { PagedTree } from '../../../client/src/views/pagedTree.ts';
import type { GapComponent, GapFunction } from '../../../server/src/protocol/gap.ts';
import type { GapChildren, GapGrouping } from '../../../server/src/protocol/gapView.ts';

function component(name: string, changes: Partial<GapComponent> = {}): GapComponent {
  return {
    ...{ component: name, language: 'c', paths: [name], status: 'pending', ports: [], functions: 5, ported: 3 },
    ...{ candidates: 0, bound: 0, drifted: 0, lines: 120, portedLines: 60, risk: 'medium', evidence: [], linked: [] },
    ...{ syntaxErrors: false, updatedAt: '2026-01-01T00:00:00.000Z' },
    ...changes,
  };
}

function fn(symbol: string, changes: Partial<GapFunction> = {}): GapFunction {
  return {
    ...{ symbol, file: 'a.c', codename: `A-${symbol}`, line: 4, lines: 12, state: 'missing', rejected: [] },
    ...{ isDrifted: false },
    ...changes,
  };
}

const match = {
  ...{ port: 'src/a.rs#Scanner::run', line: 7, score: 0.7 },
  evidence: [
    { kind: 'name' as const, reason: 'the names say the same', weight: 0.4 },
    { kind: 'calls' as const, reason: 'both call free', weight: 0.2 },
  ],
};

const nodeOf = (item: GapComponent): ComponentNode => ({ type: 'item', id: item.component, item, parent: undefined });

describe('the tree of components', () => {
  const all = [
    component('lib/deep/a.c', { risk: 'high' }),
    component('lib/b/', { responsible: 'kim' }),
    component('The engine'),
  ];

  /** Answers as the service does. */
  function tree(grouping: GapGrouping): PagedTree<GapGrouping, GapChildren['groups'][number], GapComponent> {
    const group = (key: string) => ({ key, components: 1, functions: 5, ported: 3 });
    const folders: Readonly<Record<string, GapChildren>> = {
      '': { groups: [group('lib')], components: all.slice(2), total: 1 },
      lib: { groups: [group('deep')], components: all.slice(1, 2), total: 1 },
      'lib/deep': { groups: [], components: all.slice(0, 1), total: 1 },
    };
    return new PagedTree(
      componentSource(({ path }) =>
        Promise.resolve(
          grouping === 'folder'
            ? (folders[path.join('/')] ?? expect.fail())
            : path.length === 0
              ? { groups: [group(''), group('kim')], components: [], total: 0 }
              : { groups: [], components: all.filter(({ responsible = '' }) => responsible === path[0]), total: 2 },
        ),
      ),
      grouping,
    );
  }

  it('has folders and components beside each other, and finds each', async () => {
    const folders = tree('folder');
    expect((await folders.children()).map(({ type }) => type)).toEqual(['group', 'item']);
    expect(folders.total).toBe(2);
    for (const one of all) expect((await folders.locate(one))?.item).toBe(one);
    expect((await folders.locate(all[0] ?? expect.fail()))?.parent?.path).toEqual(['lib', 'deep']);
  });

  it('finds those that nobody is responsible for', async () => {
    const found = await tree('responsible').locate(all[2] ?? expect.fail());
    expect(found?.parent?.path).toEqual(['']);
  });

  it('goes down to the reasons of a match', () => {
    const [first, second] = functionNodes(nodeOf(component('a.c')), [fn('run', { match }), fn('stop')]);
    const [found] = matchNodes(first ?? expect.fail());
    expect(matchNodes(second ?? expect.fail())).toEqual([]);
    const reasons = reasonNodes(found ?? expect.fail());
    expect(reasons.map(({ evidence }) => evidence.kind)).toEqual(['name', 'calls']);
    expect(new Set([first, second, found, ...reasons].map((node) => node?.id)).size).toBe(5);
  });
});

describe('what a command of the gap audit is about', () => {
  const parent = nodeOf(component('a.c'));
  const [run] = functionNodes(parent, [fn('run', { match })]);
  const [found] = matchNodes(run ?? expect.fail());
  const names = (...args: Parameters<typeof subjectsOf>): string[] => subjectsOf(...args).map(nameOf);

  it('is the node of the menu, or all that are selected, each once', () => {
    expect(names(parent, undefined, [])).toEqual(['a.c']);
    expect(names(run, [run, found, parent], [])).toEqual(['a.c#run', 'a.c']);
    expect(names(undefined, undefined, [found])).toEqual(['a.c#run']);
  });

  it('is nothing else', () => {
    expect(names({ type: 'item', item: 'a.c' }, undefined, [parent])).toEqual([]);
    expect(names('a.c', undefined, [])).toEqual([]);
    expect(names(undefined, undefined, [{ type: 'group' }])).toEqual([]);
  });
});

describe('a task in Markdown', () => {
  it('tells what is to be ported, how much it is, and who does it', () => {
    const of = component('a.c', { responsible: 'kim' });
    expect(markdownTask({ component: of, fn: fn('run') })).toBe(
      '- [ ] Port `a.c#run` (12 lines, medium risk), responsible: kim',
    );
    expect(markdownTask({ component: of, fn: fn('run', { state: 'ported', match, lines: 1 }) })).toBe(
      '- [x] Port `a.c#run` (1 line, medium risk), see `src/a.rs#Scanner::run`, responsible: kim',
    );
    expect(markdownTask({ component: component('a.c'), fn: undefined })).toBe(
      '- [ ] Port `a.c` (3 of 5 functions done, 120 lines, medium risk)',
    );
  });

  it('holds hostile names as text, in one line', () => {
    const hostile = component('a`b\n- [x] c.c', { responsible: '[x](http://a.b) @all' });
    const task = markdownTask({ component: hostile, fn: undefined });
    expect(task).not.toContain('\n');
    expect(task).toContain('`` a`b');
    expect(task).not.toContain('[x](http');
  });
});

describe('the places of the code', () => {
  it('are found where the text has been edited since', () => {
    const port = portOf(match);
    expect(port).toMatchObject({ file: 'src/a.rs', symbol: 'run', span: { startLine: 7 } });
    expect(currentLine(['', '', 'fn run() {}'], port)).toBe(2);
    expect(sourceOf(fn('Scanner.run'))).toMatchObject({ symbol: 'run', span: { startLine: 4, endLine: 15 } });
  });

  it('are the first line of a port that is a whole file', () => {
    const { port, evidence, score } = { ...match, port: 'src/a.rs' };
    expect(currentLine(['x'], portOf({ port, evidence, score }))).toBe(0);
  });
});
