import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EntryGraph } from '../../../server/src/protocol/dictionaryView.ts';
import type { EntryChanges } from '../../../server/src/protocol/cryptex.ts';
import { alignLines, alignRanges } from '../../../webview/entryView/alignment.ts';
import { changeOf, EditableField, fieldText, rebase, type Draft } from '../../../webview/entryView/drafts.ts';
import { Editing } from '../../../webview/entryView/editing.ts';
import { layOut, maxColumn, neighbour, nodeSize } from '../../../webview/entryView/graphLayout.ts';
import { wordDiff, type DiffPart } from '../../../webview/entryView/wordDiff.ts';
import { brief, entry } from '../../helpers/dictionaryEntries.ts';

describe('the difference of two sentences', () => {
  const textOf = (parts: readonly DiffPart[], ...kinds: DiffPart['kind'][]): string =>
    parts
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ text }) => text)
      .join('');

  it('is in words', () => {
    expect(wordDiff('Opens the old file.', 'Opens the new file.')).toEqual([
      { kind: 'same', text: 'Opens the ' },
      { kind: 'removed', text: 'old ' },
      { kind: 'added', text: 'new ' },
      { kind: 'same', text: 'file.' },
    ]);
  });

  it('makes both again', () => {
    const sentence = fc.array(fc.constantFrom('a', 'b', ' ', 'c ', '\n', 'd')).map((words) => words.join(''));
    fc.assert(
      fc.property(sentence, sentence, (before, after) => {
        const parts = wordDiff(before, after);
        expect(textOf(parts, 'same', 'removed')).toBe(before);
        expect(textOf(parts, 'same', 'added')).toBe(after);
        expect(parts.every(({ kind }, index) => kind !== parts[index + 1]?.kind)).toBe(true);
      }),
    );
  });

  it('of texts without end is told without comparing them', () => {
    const [before, after] = ['a '.repeat(5000), 'b '.repeat(5000)];
    expect(wordDiff(before, after).map(({ kind }) => kind)).toEqual(['removed', 'added']);
  });
});

describe('pseudocode and its source', () => {
  const source = [
    'static int read_all(FILE* file, Buffer* buffer)', // 0
    '{',
    '  size_t length;',
    '  if (buffer == NULL)', // 3
    '    return ERROR_NO_BUFFER;',
    '  while (!feof(file)) {', // 5
    '    length = fread(buffer->data, 1, buffer->size, file);',
    '    log_debug("read %zu", length);', // 7
    '    if (append(buffer, length) != OK)',
    '      return ERROR_FULL;', // 9
    '  }',
    '  return OK;', // 11
    '}',
  ];

  it('are aligned by the names that they share', () => {
    const pseudocode = [
      'IF buffer is NULL THEN',
      '  RETURN ERROR_NO_BUFFER',
      'WHILE not feof(file)',
      '  length ← fread(buffer.data, 1, buffer.size, file)',
      '  IF append(buffer, length) is not OK THEN',
      '    RETURN ERROR_FULL',
      '  END',
      'END',
      'RETURN OK',
    ];
    expect(alignLines(pseudocode, source)).toEqual([3, 4, 5, 6, 8, 9, undefined, undefined, 11]);
  });

  it('stand for as many source lines as they take in', () => {
    const pseudocode = [
      'if buffer == NULL: return ERROR_NO_BUFFER',
      'while not feof(file):',
      '  length ← fread(buffer.data, 1, buffer.size, file); log log_debug',
      '  if append(buffer, length) != OK: return ERROR_FULL',
      'end',
      'return OK',
    ];
    expect(alignRanges(pseudocode, source).map((range) => range && [range.start, range.end])).toEqual([
      [3, 5],
      [5, 6],
      [6, 8],
      [8, 10],
      undefined,
      [11, 12],
    ]);
  });

  it('never cross, and take only lines that share a name', () => {
    const line = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '+', '('), { maxLength: 4 }).map((all) => all.join(' '));
    fc.assert(
      fc.property(fc.array(line), fc.array(line), (pseudocode, lines) => {
        const aligned = alignLines(pseudocode, lines);
        expect(aligned).toHaveLength(pseudocode.length);
        const places = aligned.filter((place) => place !== undefined);
        expect(places).toEqual(places.toSorted((a, b) => a - b));
        for (const [index, place] of aligned.entries()) {
          if (place === undefined) continue;
          const names = new Set((lines[place] ?? '').match(/[a-d]/g));
          expect((pseudocode[index] ?? '').match(/[a-d]/g)?.some((name) => names.has(name))).toBe(true);
        }
      }),
    );
  });
});

describe('the drawing of dependencies', () => {
  const graphOf = (distances: readonly number[], edges: EntryGraph['edges'] = []): EntryGraph => ({
    nodes: distances.map((distance, index) => ({ entry: brief(index), distance })),
    edges,
    omitted: 0,
  });

  it('puts what uses the entry to the left, and what it uses to the right, and nothing over another', () => {
    const distances = fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 40 });
    const ends = fc.array(fc.record({ from: fc.nat(45), to: fc.nat(45), kind: fc.constant('call' as const) }));
    fc.assert(
      fc.property(distances, ends, (others, edges) => {
        const { nodes, width, height, omitted } = layOut(graphOf([0, ...others], edges));
        expect(nodes.length + omitted).toBe(others.length + 1);
        for (const [index, one] of nodes.entries()) {
          expect(one.x >= 0 && one.y >= 0 && one.x + nodeSize.width <= width).toBe(true);
          expect(one.y + nodeSize.height).toBeLessThanOrEqual(height);
          for (const other of nodes.slice(index + 1)) {
            if (one.distance !== other.distance) expect(other.x).toBeGreaterThan(one.x + nodeSize.width);
            else expect(Math.abs(one.y - other.y)).toBeGreaterThanOrEqual(nodeSize.height);
          }
        }
      }),
    );
  });

  it('says how many it has no place for', () => {
    const graph = { ...graphOf([0, ...Array.from({ length: 50 }, () => 1)]), omitted: 7 };
    expect(layOut(graph).omitted).toBe(50 - maxColumn + 7);
  });

  it('is walked with arrows', () => {
    const { nodes } = layOut(
      graphOf(
        [0, -1, 1, 1],
        [
          { from: 1, to: 0, kind: 'call' },
          { from: 0, to: 2, kind: 'call' },
          { from: 0, to: 3, kind: 'call' },
        ],
      ),
    );
    const here = nodes.find(({ id }) => id === 0) ?? expect.fail();
    const path = (...keys: string[]): number | undefined => {
      let at: typeof here | undefined = here;
      for (const key of keys) at = at && neighbour(nodes, at, key);
      return at?.id;
    };
    expect(path('ArrowLeft')).toBe(1);
    expect(path('ArrowRight', 'ArrowDown')).toBe(3);
    expect(path('ArrowRight', 'ArrowUp')).toBe(undefined);
    expect(path('ArrowRight', 'ArrowLeft')).toBe(0);
    expect(path('End', 'Home')).toBe(1);
  });
});

describe('a field that is edited', () => {
  const full = entry(1, {
    tags: ['a', 'b c'],
    notes: ['one\ntwo', 'three'],
    owner: 'me',
    risk: 'high',
    port: 'x.ts#y',
  });

  it.each(EditableField.options)('%s is what is saved when nothing was typed', (field) => {
    const text = fieldText(full, field);
    const value = changeOf(field, text)[field];
    expect(value).toEqual(field === 'summary' ? full.summary.text : full[field]);
  });

  it('has no tags or notes of nothing', () => {
    expect(changeOf('tags', ' a,, b\n')).toEqual({ tags: ['a', 'b'] });
    expect(changeOf('notes', '\n\n one\n \n\n')).toEqual({ notes: ['one'] });
  });

  it('goes on when somebody changed another field, and tells what they wrote in this one', () => {
    const draft: Draft = { id: 1, field: 'owner', value: 'you', base: 'me', revision: 1 };
    expect(rebase(draft, { ...full, revision: 5 })).toEqual({ draft: { ...draft, revision: 5 } });
    expect(rebase(draft, { ...full, owner: 'they' }).theirs).toBe('they');
  });

  interface Saved {
    readonly revision: number;
    readonly changes: EntryChanges;
  }
  function begun(): { editing: Editing; saves: Saved[] } {
    const saves: Saved[] = [];
    const editing = new Editing({
      draft: undefined,
      keep: () => undefined,
      save: (_id, revision, changes) => saves.push({ revision, changes }),
      changed: () => undefined,
    });
    editing.shown(full);
    editing.begin('owner');
    editing.write('you');
    editing.save();
    return { editing, saves };
  }

  it('is saved again by itself when the conflict was with another field', () => {
    const { editing, saves } = begun();
    editing.shown({ ...full, risk: 'low', revision: 2 });
    editing.refused(true, '');
    expect(saves).toEqual([
      { revision: 1, changes: { owner: 'you' } },
      { revision: 2, changes: { owner: 'you' } },
    ]);
    editing.shown({ ...full, risk: 'low', owner: 'you', revision: 3 });
    editing.saved();
    expect(editing.field).toBeUndefined();
  });

  it('waits for a decision when the conflict is with this one', () => {
    const { editing, saves } = begun();
    editing.shown({ ...full, owner: 'they', revision: 2 });
    editing.refused(true, '');
    expect([saves.length, editing.theirs, editing.field]).toEqual([1, 'they', 'owner']);
    editing.save();
    expect(saves[1]).toEqual({ revision: 2, changes: { owner: 'you' } });
  });

  it('stays with what was typed when it was refused', () => {
    const { editing, saves } = begun();
    editing.refused(false, 'The disk is full.');
    expect([saves.length, editing.problem, editing.draftOf('owner')?.value]).toEqual([1, 'The disk is full.', 'you']);
  });

  it('is over when the entry has what it says, as after a page that was thrown away while it was saved', () => {
    const draft: Draft = { id: 1, field: 'owner', value: 'you', base: 'me', revision: 1 };
    const nothing = (): void => undefined;
    const editing = new Editing({ draft, keep: nothing, save: nothing, changed: nothing });
    editing.shown({ ...full, owner: 'you', revision: 2 });
    expect([editing.field, editing.theirs]).toEqual([undefined, undefined]);
  });

  it('is not saved where it is as it was', () => {
    const { editing, saves } = begun();
    editing.saved();
    editing.begin('risk');
    editing.save();
    expect([saves.length, editing.field]).toEqual([1, undefined]);
  });
});
