/** What is particular to the pseudocode of TypeScript, Rust and C++. */
import { describe, expect, it } from 'vitest';
import { lines, pseudocodeOf } from './support.ts';

const ofTypeScript = (statements: string): string => pseudocodeOf('typescript', `function f() {\n${statements}\n}\n`);
const ofRust = (statements: string): string => pseudocodeOf('rust', `fn f() {\n${statements}\n}\n`);
const ofCpp = (statements: string): string => pseudocodeOf('cpp', `int A::f()\n{\n${statements}\n}\n`);

describe('TypeScript', () => {
  it.each([
    ['let a = 1, b: number; const { c, d } = load<T>(a);', 'a ← 1; { c, d } ← load<T>(a)'],
    [
      'if (a === b && !c) return; else if (d !== e) f(); else g?.h();',
      'if a == b and not c: return\nelse if d != e: f()\nelse: g.h()',
    ],
    ['for (let i = 0; i < n; i++) step(i);', 'for i ← 0; i < n; i++: step(i)'],
    ['for (;;) step();', 'loop: step()'],
    ['for (const x of all()) use(x);', 'for x in all(): use(x)'],
    ['for (const key in table) use(key);', 'for key in keys of table: use(key)'],
    ['do { a(); } while (b());', 'repeat while b(): a()'],
    ['throw new Error(`no ${name}`);', 'throw new Error(`no ${name}`)'],
    ['const v = a ? b() : c();', 'v ← a ? b() : c()'],
    ['outer: while (true) { continue outer; }', 'label outer\nloop: continue outer'],
    [
      'await run(async () => { first(); second(); third(); fourth(); });',
      'await run(async () => { first(); second(); third(); fourth(); })',
    ],
    ['function inner() { x(); } class K {}', 'define inner, K'],
    ['console.log("a"); console.warn("b");', 'log console.log, console.warn × 2'],
  ])('%s', (source, pseudocode) => {
    expect(ofTypeScript(source)).toBe(pseudocode);
  });

  it('has branches that share their statements, and one that falls through', () => {
    expect(ofTypeScript('switch (a) { case 1: case 2: b(); break; case 3: c(); default: d(); }')).toBe(
      lines(`
        switch a:
        case 1, 2: b()
        case 3: c(); fall through
        else: d()
        end
      `),
    );
  });

  it('has what is done when something goes wrong, and in any case', () => {
    expect(ofTypeScript('try { a(); } catch (error) { b(error); } finally { c(); }')).toBe(
      'try: a()\ncatch error: b(error)\nfinally: c()',
    );
  });
});

describe('Rust', () => {
  it.each([
    ['let a = File::open(p)?; let mut b: Vec<u8> = Vec::new(); b', 'a ← File::open(p)?; b ← Vec::new(); b'],
    ['if a && !b || c { d() } else { e() }', 'if a and not b or c: d() else: e()'],
    ['let Some(x) = first() else { return None; };', 'Some(x) ← first() else: return None'],
    ['while let Some(x) = v.pop() { drop(x); }', 'while let Some(x) ← v.pop(): drop(x)'],
    ["'a: loop { break 'a; }", "loop: break 'a"],
    ['for (i, x) in v.iter().enumerate() { use_it(i, x); }', 'for (i, x) in v.iter().enumerate(): use_it(i, x)'],
    ['x += 1; self.y = z as u32;', 'x += 1; self.y ← z'],
    ['unsafe { libc::close(fd); }', 'libc::close(fd)'],
    ['v.iter().map(|x| x + 1).collect::<Vec<_>>()', 'v.iter().map(|x| x + 1).collect::<Vec<_>>()'],
    ['log::warn!("a {}", b); panic!("no")', 'log log::warn; panic!("no")'],
  ])('%s', (source, pseudocode) => {
    expect(ofRust(source)).toBe(pseudocode);
  });

  it('has the arms of a match, with guards, and what the value of one is', () => {
    expect(
      ofRust('let n = match t { Token::A(x) | Token::B(x) if x > 3 => x, Token::C => run(), _ => return 1 };'),
    ).toBe(
      lines(`
        n ← switch t:
        case Token::A(x) | Token::B(x) if x > 3: x
        case Token::C: run()
        else: return 1
        end
      `),
    );
  });
});

describe('C++', () => {
  it.each([
    ['for (auto& x : all()) use(x);', 'for x in all(): use(x)'],
    [
      'auto p = std::make_unique<Foo>(1); auto* q = new Bar(2); delete q;',
      'p ← std::make_unique<Foo>(1); q ← new Bar(2); delete q',
    ],
    [
      'try { a(); } catch (const E& e) { b(e); throw; } catch (...) { throw F("x"); }',
      'try: a()\ncatch const E& e: b(e); throw\ncatch ...: throw F("x")',
    ],
    [
      'std::sort(v.begin(), v.end(), [](int a, int b) { return before(a, b); });',
      'std::sort(v.begin(), v.end(), [](int a, int b) { return before(a, b); })',
    ],
    ['using T = int; static_assert(sizeof(T) == 4); return static_cast<T>(n());', 'return static_cast<T>(n())'],
  ])('%s', (source, pseudocode) => {
    expect(ofCpp(source)).toBe(pseudocode);
  });
});
