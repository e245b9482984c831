/** What the page of the gap report works out, without a page. */
import { describe, expect, it } from 'vitest';
import { columns, initialSorting, sortedBy } from '../../../webview/gapReport/columns.ts';
import { ComponentRows } from '../../../webview/gapReport/componentRows.ts';
import { chipsOf, linesLeft, without, type Facets } from '../../../webview/gapReport/filter.ts';
import { groupings, groupsOf } from '../../../webview/gapReport/groups.ts';
import { leftOverOf } from '../../../webview/gapReport/leftOver.ts';
import { gapRow } from '../../helpers/gapRows.ts';

const rows = [
  gapRow('src/scan.c', { status: 'in_progress', ported: 3, portedLines: 30, responsible: 'Ada', bound: 1 }),
  gapRow('src/hash.c', { status: 'done', ported: 1, portedLines: 10, drifted: 2, responsible: 'Bob' }),
  gapRow('tools/feed.py', { language: 'python', lines: 600, risk: 'high', responsible: 'Ada' }),
  gapRow('old.ps1', { language: 'powershell', status: 'excluded', bound: 1, drifted: 1 }),
  gapRow('Engine', { paths: ['src/a.c', 'src/b.c'], lines: 0, functions: 0, language: 'mixed' }),
];

function shown(facets: Facets, text = ''): string[] {
  const list = new ComponentRows({ text, ...facets }, { by: 'component', isDescending: false });
  list.setComponents(rows);
  return list.shown.map(({ component }) => component);
}

describe('the filter of the components', () => {
  it.each<[Facets, string[]]>([
    [{ status: 'done' }, ['src/hash.c']],
    [{ risk: 'high', sign: 'left' }, ['tools/feed.py']],
    [{ language: 'mixed' }, ['Engine']],
    [{ folder: '.' }, ['old.ps1']],
    [{ folder: 'src' }, ['Engine', 'src/hash.c', 'src/scan.c']],
    [{ responsible: '' }, ['Engine', 'old.ps1']],
    [{ responsible: 'Ada', status: 'pending' }, ['tools/feed.py']],
    [{ component: 'src/scan.c' }, ['src/scan.c']],
    [{ sign: 'counted' }, ['Engine', 'src/hash.c', 'src/scan.c', 'tools/feed.py']],
    [{ sign: 'ported' }, ['src/hash.c', 'src/scan.c']],
    [{ sign: 'left' }, ['src/scan.c', 'tools/feed.py']],
    [{ sign: 'bound' }, ['src/scan.c']],
    [{ sign: 'drifted' }, ['old.ps1', 'src/hash.c']],
  ])('lets through what %j stands for', (facets, expected) => expect(shown(facets)).toEqual(expected));

  it('finds words of the name and the responsible, in any case and order', () => {
    expect(shown({}, ' ADA  src ')).toEqual(['src/scan.c']);
    expect(shown({ status: 'pending' }, 'ada')).toEqual(['tools/feed.py']);
    expect(shown({}, 'nowhere')).toEqual([]);
  });

  it('is put in words, of which each can be taken away', () => {
    const filter = { text: 'x', status: 'in_progress', sign: 'left', folder: '.', responsible: '' } as const;
    expect(chipsOf(filter).map(({ text }) => text)).toEqual([
      'Status: In progress',
      'Has something left',
      'Folder: Top folder',
      'Responsible: Nobody',
    ]);
    const rest = without(without(filter, 'folder'), 'status');
    expect(chipsOf(rest).map(({ facet }) => facet)).toEqual(['sign', 'responsible']);
    expect(rest.text).toBe('x');
  });
});

describe('the order of the components', () => {
  const ordered = (by: keyof typeof columns, isDescending: boolean): string[] => {
    const list = new ComponentRows({ text: '' }, { by, isDescending });
    list.setComponents(rows);
    return list.shown.map(({ component }) => component);
  };

  it('has the most that is left first, and names where that is the same', () => {
    const { by, isDescending } = initialSorting;
    expect(ordered(by, isDescending)).toEqual(['tools/feed.py', 'src/scan.c', 'Engine', 'old.ps1', 'src/hash.c']);
  });

  it('is by what a column means, not by how it is spelled', () => {
    expect(ordered('status', false)).toEqual(['src/scan.c', 'Engine', 'tools/feed.py', 'src/hash.c', 'old.ps1']);
    expect(ordered('risk', true)[0]).toBe('tools/feed.py');
    expect(ordered('ported', false)[0]).toBe('Engine');
    expect(ordered('ported', true)[0]).toBe('src/hash.c');
  });

  it('is turned around by the same column, and begins with the most in one of numbers', () => {
    expect(sortedBy({ by: 'component', isDescending: false }, 'component').isDescending).toBe(true);
    expect(sortedBy({ by: 'component', isDescending: false }, 'functions').isDescending).toBe(true);
    expect(sortedBy({ by: 'functions', isDescending: true }, 'responsible').isDescending).toBe(false);
  });

  it('stays when the filter or the audit is another', () => {
    const list = new ComponentRows({ text: '' }, { by: 'component', isDescending: true });
    list.setComponents(rows);
    list.setFilter({ text: 'src' });
    list.setComponents([gapRow('src/z.c'), ...rows]);
    expect(list.shown.map(({ component }) => component)).toEqual(['src/z.c', 'src/scan.c', 'src/hash.c']);
    expect(list.count).toBe(6);
  });
});

describe('a cell of the table', () => {
  const [scan, hash, , excluded, none] = rows;

  it('says what is ported, and of nothing nothing', () => {
    const text = (row: (typeof rows)[number] | undefined): string | undefined => row && columns.ported.text(row);
    expect([text(scan), text(hash), text(none)]).toEqual(['75 %', '100 %', '–']);
  });

  it('has nothing left of what is done or excluded', () => {
    expect([scan, hash, excluded].map((row) => row && linesLeft(row))).toEqual([10, 0, 0]);
  });

  it('says that a component has drifted', () => {
    expect(hash && columns.status.text(hash)).toBe('Done, drifted');
  });
});

describe('groups', () => {
  it('have what is left first, and lead to their components', () => {
    const [byLanguage, byFolder, byResponsible] = groupings.map((grouping) => groupsOf(rows, grouping));
    expect(byLanguage?.map(({ name }) => name)).toEqual(['Python', 'C', 'Mixed', 'PowerShell']);
    expect(byFolder?.map(({ name, totals }) => [name, totals.components])).toEqual([
      ['tools', 1],
      ['src', 3],
      ['Top folder', 1],
    ]);
    expect(byResponsible?.map(({ name }) => name)).toEqual(['Ada', 'Bob', 'Nobody']);
    for (const group of [byLanguage, byFolder, byResponsible].flatMap((some) => some ?? [])) {
      expect(shown(group.facets)).toHaveLength(group.totals.components);
    }
  });
});

describe('what is left', () => {
  it('is drawn with the place of each component, whatever it is called', () => {
    const hostile = gapRow('"><img src=x onerror=alert(1)>\u202E', { lines: 50 });
    const { components, drawing, byRisk } = leftOverOf([...rows, hostile]);
    expect(components).toEqual(['src/scan.c', 'tools/feed.py', hostile.component]);
    expect(byRisk).toEqual({ high: 1, medium: 0, low: 2 });
    expect(drawing.match(/data-index="\d"/g)).toEqual(['data-index="1"', 'data-index="2"', 'data-index="0"']);
    expect(drawing).not.toMatch(/<img|\u202E/);
  });

  it('is no drawing where all is ported', () => {
    expect(leftOverOf([gapRow('a.c', { status: 'done' })]).drawing).toBe('');
  });
});
