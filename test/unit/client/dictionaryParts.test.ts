import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidates, currentLine, enclosing, type NamePlace } from '../../../client/src/dictionary/candidates.ts';
import { entryMarkdown, markdownText } from '../../../client/src/dictionary/entryMarkdown.ts';
import { suggestionOf, type Model } from '../../../client/src/dictionary/suggestion.ts';
import { summaryOf, summaryPrompt } from '../../../client/src/dictionary/summaryPrompt.ts';
import { brief, entry } from '../../helpers/dictionaryEntries.ts';

const span = (startLine: number, endLine: number) => ({ startLine, startColumn: 0, endLine, endColumn: 1 });

describe('the entries that a name means', () => {
  const place: NamePlace = { name: 'run', file: 'a.c', language: 'c', line: 100 };
  const here = brief(1, { symbol: 'run', file: 'a.c', span: span(10, 20) });
  const there = brief(2, { symbol: 'run', file: 'b.cpp', language: 'cpp' });
  const gone = brief(3, { symbol: 'run', file: 'c.c', status: 'obsolete' });
  const script = brief(4, { symbol: 'run', file: 'run.py', language: 'python' });
  const ids = (found: readonly ReturnType<typeof brief>[], at = place) => candidates(found, at).map(({ id }) => id);

  it('are those of the file, then of the language, then of any', () => {
    expect(ids([script, gone, there, here])).toEqual([1]);
    expect(ids([script, gone, there])).toEqual([2]);
    expect(ids([script, gone])).toEqual([3]);
    expect(ids([script])).toEqual([4]);
    expect(ids([])).toEqual([]);
  });

  it('are all that are as likely', () => {
    const other = brief(5, { symbol: 'run', file: 'd.c' });
    expect(ids([other, script, there])).toEqual([2, 5]);
  });

  it('is the one that the name defines, or whose codename it is', () => {
    const second = brief(6, { symbol: 'run', file: 'a.c', span: span(100, 120) });
    expect(ids([here, second, there])).toEqual([6]);
    expect(ids([here, script], { ...place, name: script.codename })).toEqual([4]);
  });

  it('are found by the line that they are around', () => {
    const outer = brief(7, { span: span(1, 50) });
    const inner = brief(8, { span: span(10, 20) });
    expect([enclosing([outer, inner], 15)?.id, enclosing([inner, outer], 30)?.id, enclosing([outer], 60)]).toEqual([
      8,
      7,
      undefined,
    ]);
  });
});

describe('the line of an entry in a text that was edited', () => {
  const run = brief(1, { symbol: 'run', span: span(3, 6) });
  const text = ['', '', 'static int', 'run(void)', '{', '}'];

  it('is where it was while its name is there', () => expect(currentLine(text, run)).toBe(2));
  it('moves with its name', () => {
    expect(currentLine(['', ...Array.from({ length: 12 }, () => ''), ...text.slice(2)], run)).toBe(14);
    expect(currentLine(['run()', '', '', '', '', '', '', '', ''], run)).toBe(0);
  });
  it('is none when the name is gone', () => expect(currentLine(['a', 'b'], run)).toBeUndefined());
  it('is the first of a module', () => expect(currentLine(['x'], { ...run, kind: 'module' })).toBe(0));
});

describe('an entry in Markdown', () => {
  const hostile =
    '<img src=x onerror=alert(1)> [x](command:evil) ![i](https://x.y) `c` $(bug) https://a.b www.a.b a@b.c \u202E **b**\n# h';

  it('has nothing that comes alive but our links', () => {
    const text = entryMarkdown(
      brief(1, {
        codename: hostile,
        qualifiedName: hostile,
        owner: hostile,
        file: hostile,
        summary: { text: hostile, source: 'human' },
      }),
      [{ title: 'Open', command: 'our.command', argument: 7 }],
    );
    expect(text).not.toContain('\u202E');
    // Outside of code spans every mark is escaped.
    const prose = text.replaceAll(/\\[!-/:-@[-`{-~]|(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
    const link = '[Open](command:our.command?%5B7%5D)';
    expect(prose).toContain(link);
    expect(prose.replace(link, '').replace(/^\*\*|\*\* $/gm, '')).not.toMatch(/[[\]()<>`$@:#!]|https:/);
  });

  it('escapes every character of Markdown, in one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const escaped = markdownText(text);
        expect(escaped).not.toMatch(/[\n\r]/);
        expect(escaped.replaceAll(/\\[!-/:-@[-`{-~]/g, '')).not.toMatch(/[!-/:-@[-`{-~]/);
      }),
    );
  });
});

describe('the question to a language model', () => {
  it('has the signature and the source, as far as it is not too long', () => {
    const prompt = summaryPrompt(entry(1, { signature: 'int scan(int)' }), ['int scan(int fd)', 'x'.repeat(50_000)]);
    expect(prompt).toContain('Signature: int scan(int)');
    expect(prompt).toContain('<source>\nint scan(int fd)\n');
    expect(prompt.length).toBeLessThan(14_000);
  });

  it.each([
    ['Scans a file.', 'Scans a file.'],
    ['```\nScans\na file.\n```', 'Scans a file.'],
    ['"Scans a file."', 'Scans a file.'],
    ['  \n', ''],
    [`Scans. ${'More and more. '.repeat(60)}`, 'Scans.'],
  ])('takes of %j what is a summary', (answer, start) => {
    const summary = summaryOf(answer);
    expect(summary.startsWith(start)).toBe(true);
    expect(summary.length).toBeLessThanOrEqual(401);
    if (answer.length < 100) expect(summary).toBe(start);
  });
});

describe('a suggestion', () => {
  const modelOf = (...parts: readonly string[]): Model => ({
    name: 'Some Model',
    ask: async function* () {
      await Promise.resolve();
      yield* parts;
    },
  });
  const suggest = (findModel: () => Promise<Model | undefined>) => suggestionOf(findModel, entry(1), ['int x;']);

  it("is the model's answer, all of it", async () => {
    expect(await suggest(() => Promise.resolve(modelOf('Scans ', 'a file.')))).toEqual({
      state: 'there',
      text: 'Scans a file.',
      model: 'Some Model',
    });
  });

  it('is listened to no longer than it can be a summary', async () => {
    let asked = 0;
    const endless: Model = {
      name: 'Endless',
      ask: async function* () {
        for (;;) {
          await Promise.resolve();
          asked += 1;
          yield 'On and on. '.repeat(100);
        }
      },
    };
    expect(await suggest(() => Promise.resolve(endless))).toMatchObject({ state: 'there' });
    expect(asked).toBeLessThan(100);
  });

  it('says why there is none', async () => {
    const refuses: Model = {
      name: 'Refuses',
      ask: () => {
        throw new Error('Not allowed.');
      },
    };
    const reasons = await Promise.all([
      suggest(() => Promise.resolve(undefined)),
      suggest(() => Promise.resolve(modelOf('\n'))),
      suggest(() => Promise.resolve(refuses)),
      suggest(() => Promise.reject(new Error('Gone.'))),
    ]);
    expect(reasons.map((one) => (one.state === 'failed' ? one.reason : one.state))).toEqual([
      'There is no language model in this editor. Extensions such as GitHub Copilot bring one.',
      'Some Model has answered nothing that could be a summary.',
      'Not allowed.',
      'Gone.',
    ]);
  });
});
