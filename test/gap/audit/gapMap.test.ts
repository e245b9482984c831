import { describe, expect, it } from 'vitest';
import { parseGapMap } from '../../../server/src/gap/gapMap.ts';

function problems(content: string): (string | number | undefined)[][] {
  return parseGapMap(content).problems.map(({ line, message }) => [line, message]);
}

describe('the map', () => {
  it('is read with comments, and keeps the lines of what it says', () => {
    const map = parseGapMap(`{
      // of the team
      "version": 1,
      "components": [
        { "component": "a.c", "port": "a.rs", "responsible": "Ada", },
        { "component": "formats", "paths": ["formats/**"], "port": ["x.rs", "y.rs"] },
        { "component": "old.c", "exclude": "nobody uses it", "port": null }
      ],
      "functions": [{ "function": "a.c#f", "port": null, "note": "not needed" }]
    }`);
    expect(map.problems).toEqual([]);
    expect(map.components.map(({ component, ports, line }) => [component, ports, line])).toEqual([
      ['a.c', ['a.rs'], 5],
      ['formats', ['x.rs', 'y.rs'], 6],
      ['old.c', [], 7],
    ]);
    expect(map.functions).toEqual([{ function: 'a.c#f', port: null, note: 'not needed', line: 9 }]);
  });

  it.each([
    [
      '',
      [
        [1, 'It is no JSON here (ValueExpected).'],
        [1, 'It has to be an object with "version", "components" and "functions".'],
      ],
    ],
    ['[]', [[1, 'It has to be an object with "version", "components" and "functions".']]],
    ['{\n"version": 2\n}', [[2, 'Its "version" has to be 1.']]],
    ['{"version": 1,\n"componets": []}', [[2, 'It has no "componets".']]],
    ['{"version": 1,\n"components": {}}', [[2, '"components" has to be a list.']]],
  ])('says by line what is wrong with %s', (content, expected) => {
    expect(problems(content)).toEqual(expected);
  });

  it('leaves out what is wrong, and takes the rest', () => {
    const content =
      '{"version": 1, "functions": [\n{"function": "a.c", "port": "b.rs#f"},\n{"function": "a.c#g", "port": "b.rs#g"},\n{"function": "a.c#h", "prot": "b.rs#h"}]}';
    const map = parseGapMap(content);
    expect(map.functions.map(({ function: place }) => place)).toEqual(['a.c#g']);
    expect(map.problems.map(({ line }) => line)).toEqual([2, 4, 4]);
    expect(map.problems[0]?.message).toMatch(/^"function": /);
  });
});
