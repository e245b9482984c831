import { describe, expect, it } from 'vitest';
import { resolve, type Home } from '../../server/src/cryptex/resolve.ts';

const home = (path: string, more: Partial<Home> = {}): Home => ({
  ...{ kind: 'function', language: 'c', name: 'run', qualified_name: 'run', visibility: 'public', variant: null },
  ...{ path },
  ...more,
});

const called = (homes: readonly Home[], path = 'src/a.c', name = 'run') =>
  resolve({ kind: 'call', name, from: { path, language: path.endsWith('.c') ? 'c' : 'cpp' } }, homes).map(
    ({ path: of, qualified_name }) => `${of} ${qualified_name}`,
  );

describe('a call', () => {
  it('is one of the file itself where that has the function', () => {
    expect(called([home('src/a.c', { visibility: 'file' }), home('src/b.c')])).toEqual(['src/a.c run']);
  });

  it('is none of what only another file sees, unless that is there to be included', () => {
    const homes = [home('b.c', { visibility: 'file' }), home('b.h', { visibility: 'file' })];
    expect(called(homes)).toEqual(['b.h run']);
  });

  it('is none of the macro that a file has in case its own header has none', () => {
    const fallback = home('src/a.c', { kind: 'macro', variant: 'X && !defined(run)' });
    const others = [home('include/a.h', { kind: 'macro' }), home('include/b.h', { kind: 'macro' })];
    expect(called([fallback, ...others])).toEqual(['include/a.h run']);
    expect(called([fallback, home('include/b.h', { kind: 'macro' })])).toEqual(['src/a.c run']);
  });

  it('is of C++ in C and the other way round', () => {
    expect(called([home('b.c')], 'a.cpp')).toEqual(['b.c run']);
    expect(called([home('b.cpp', { language: 'cpp' })])).toEqual(['b.cpp run']);
  });

  it('is of the class that qualifies it', () => {
    const method = (scope: string) =>
      home('b.cpp', { kind: 'method', language: 'cpp', qualified_name: `ns::${scope}::run` });
    expect(called([method('A'), method('B')], 'a.cpp', 'A::run')).toEqual(['b.cpp ns::A::run']);
    expect(called([method('A'), method('B')], 'a.cpp')).toEqual(['b.cpp ns::A::run', 'b.cpp ns::B::run']);
  });
});
