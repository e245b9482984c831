import { describe, expect, it } from 'vitest';
import { addExternal } from '../../../server/src/cli/options/externalVariable.ts';

describe('-d', () => {
  it.each([
    ['a=1', { type: 'integer', name: 'a', value: 1 }],
    ['a=-12', { type: 'integer', name: 'a', value: -12 }],
    ['a=1.5', { type: 'float', name: 'a', value: 1.5 }],
    ['a=-0.25', { type: 'float', name: 'a', value: -0.25 }],
    ['a=1.', { type: 'float', name: 'a', value: 1 }],
    ['a=.5', { type: 'string', name: 'a', value: '.5' }],
    ['a=1.2.3', { type: 'string', name: 'a', value: '1.2.3' }],
    ['a=0x10', { type: 'string', name: 'a', value: '0x10' }],
    ['a=true', { type: 'boolean', name: 'a', value: true }],
    ['a=false', { type: 'boolean', name: 'a', value: false }],
    ['a=True', { type: 'string', name: 'a', value: 'True' }],
    ['a=', { type: 'string', name: 'a', value: '' }],
    ['a=b=c', { type: 'string', name: 'a', value: 'b=c' }],
    ['a=-', { type: 'string', name: 'a', value: '-' }],
  ])('%s', (text, expected) => expect(addExternal(text)).toEqual([expected]));

  it.each(['a', '=1', '1a=1', 'a-b=1', 'a=9007199254740993'])('refuses %s', (text) =>
    expect(() => addExternal(text)).toThrow(),
  );

  it('keeps what came before, and refuses a second value for a name', () => {
    const first = addExternal('a=1');
    expect(addExternal('b=2', first)).toHaveLength(2);
    expect(() => addExternal('a=2', first)).toThrow('twice');
  });
});
