import { describe, expect, it } from 'vitest';
import { lines, ofPython } from './support.ts';

describe('pseudocode of Python', () => {
  it('leaves documentation, imports and passing out', () => {
    expect(ofPython('"""Does it."""\nimport os\nglobal x\nx: int\nx = 1  # one\npass')).toBe('x ← 1');
  });

  it('keeps every way of a branch and of a loop', () => {
    expect(
      ofPython(
        lines(`
          if a and not b:
              return g(a)
          elif c:
              pass
          else:
              raise ValueError("bad %s" % a) from error
          for i, j in pairs(c):
              continue
          else:
              k()
          while True:
              break
        `),
      ),
    ).toBe(
      lines(`
        if a and not b: return g(a)
        else if c: nothing
        else: throw ValueError("bad %s" % a) from error
        for i, j in pairs(c): continue else: k()
        loop: break
      `),
    );
  });

  it('keeps what is caught, what is opened and what is matched', () => {
    expect(
      ofPython(
        lines(`
          try:
              with open(a) as file, lock:
                  file.read()
          except (A, B) as e:
              raise
          except:
              print(f"{name(e)}")
          finally:
              done()
          match x:
              case 1 | 2 if y:
                  r()
              case _:
                  s()
        `),
      ),
    ).toBe(
      lines(`
        try: with open(a) as file, lock: file.read()
        catch (A, B) as e: throw
        catch: print("{name(e)}")
        finally: done()
        switch x:
        case 1 | 2 if y: r()
        else: s()
        end
      `),
    );
  });

  it('names functions and classes inside of it, and shows those without a name', () => {
    expect(
      ofPython('def inner(q):\n    return hidden(q)\nclass K:\n    pass\nf = lambda t: shown(t)\nreturn inner'),
    ).toBe('define inner, K; f ← lambda t: shown(t); return inner');
  });

  it('counts messages to a log, but not what is printed', () => {
    expect(ofPython('logging.debug("a")\nself.logger.warning("b %s", name())\nprint("c")')).toBe(
      'log logging.debug, self.logger.warning, name × 2; print("c")',
    );
  });
});
