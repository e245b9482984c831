import { describe, expect, it } from 'vitest';
import { externalVariables } from '../../../client/src/externals.ts';

describe('externalVariables', () => {
  it('takes the type of the value', () => {
    const values = { i: 3, f: 0.5, huge: 2 ** 60, b: false, s: '' };
    expect(externalVariables({ externalVariables: values, scannerVariables: false })).toEqual([
      { type: 'integer', name: 'i', value: 3 },
      { type: 'float', name: 'f', value: 0.5 },
      { type: 'float', name: 'huge', value: 2 ** 60 },
      { type: 'boolean', name: 'b', value: false },
      { type: 'string', name: 's', value: '' },
    ]);
  });

  it("adds the scanners' variables, which a setting of the same name replaces", () => {
    const variables = externalVariables({ externalVariables: { filename: 'a.exe' }, scannerVariables: true });
    expect(variables.filter(({ name }) => name === 'filename')).toEqual([
      { type: 'string', name: 'filename', value: 'a.exe' },
    ]);
    expect(variables.map(({ name }) => name).sort()).toEqual([
      'extension',
      'filename',
      'filepath',
      'filetype',
      'owner',
    ]);
  });
});
