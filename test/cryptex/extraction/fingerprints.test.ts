import { describe, expect, it } from 'vitest';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';
import { parameterCount } from '../../../server/src/cryptex/extraction/parameterCount.ts';
import { packFingerprints, unpackFingerprints, type Fingerprint } from '../../../server/src/cryptex/fingerprint.ts';

async function fingerprints(path: string, text: string): Promise<Map<string, Fingerprint>> {
  const file = await extractSource(path, Buffer.from(text));
  if (!file) throw new Error(`No language takes ${path}.`);
  const unpacked = unpackFingerprints(packFingerprints(file.fingerprints));
  expect(unpacked).toEqual(file.fingerprints);
  return new Map(unpacked.map((fingerprint, index) => [file.symbols[index]?.qualifiedName ?? '', fingerprint]));
}

describe('the fingerprint of a function', () => {
  it('has texts without what is filled in, the same in every language', async () => {
    const said = await Promise.all([
      fingerprints('a.c', 'int f(char *p) { error(1, 0, _("%s: cannot open %lu\\n"), p, 1ul); }'),
      fingerprints('a.rs', 'fn f(p: &str) { bail!("{}: cannot open {:?}", p, 1) }'),
      fingerprints('a.py', 'def f(p):\n  raise E(f"{p}: cannot open {1}")'),
      fingerprints('a.ps1', 'function f { param($p)\n throw "${p}: cannot open $x" }'),
      fingerprints('a.ts', 'function f(p: string) { throw new Error(`${p}: cannot open ${1}`); }'),
    ]);
    expect(said.map((file) => file.get('f')?.strings)).toEqual(said.map(() => ['cannot open']));
  });

  it('has numbers in decimal, without small ones', async () => {
    const c = await fingerprints('a.c', 'int f(void) { return 0x9E3779B1u + 0755 + 7 + 1.5 + 08; }');
    const rust = await fingerprints('a.rs', 'fn f() -> u32 { 0x9E37_79B1u32 + 493_u32 + 7 }');
    expect(c.get('f')?.numbers).toEqual(['2654435761', '493']);
    expect(rust.get('f')?.numbers).toEqual(['2654435761', '493']);
  });

  it('has no docstrings', async () => {
    const file = await fingerprints('a.py', 'def f():\n  """Opens it."""\n  return "a text"');
    expect(file.get('f')?.strings).toEqual(['a text']);
  });

  it('tells calls as they are qualified, of the function itself and not of those inside', async () => {
    const file = await fingerprints('a.rs', 'fn f() { yara_sys::yr_y(1); fn g() { h() } }');
    expect(file.get('f')?.calls).toEqual(['yara_sys::yr_y']);
    expect(file.get('f::g')?.calls).toEqual(['h']);
  });

  it.each([
    ['a.rs', 'extern "C" { fn yr_x(a: i32) -> i32; }', 'a.rs', 'yr_x'],
    ['a.py', 'import ctypes\ndef f():\n  lib.yr_x(5)', 'f', 'yr_x'],
    ['a.ps1', 'Add-Type @"\n[DllImport("x")] public static extern int yr_x(int a);\n"@', 'a.ps1', 'yr_x'],
    ['a.ts', "import koffi from 'koffi';\nconst f = lib.func('int yr_x(void)');", 'a.ts', 'yr_x'],
    ['b.ts', "import koffi from 'koffi';\nconst f = lib.func('yr_x', 'int', []);", 'b.ts', 'yr_x'],
  ])('knows foreign functions that %s binds: %s', async (path, text, symbol, name) => {
    expect((await fingerprints(path, text)).get(symbol)?.bound).toContain(name);
  });

  it('has the calls of an object as no binding where the file loads no library', async () => {
    expect((await fingerprints('a.py', 'def f():\n  lib.yr_x(5)')).get('f')?.bound).toEqual([]);
  });

  it.each([
    ['// ports: libyara/scan.c#yr_scan\nfn f() {}', 'libyara/scan.c#yr_scan'],
    ['/// Scans.\n/// @ports scan.c#yr_scan\n#[inline]\nfn f() {}', 'scan.c#yr_scan'],
    ['#[doc = "ports: scan.c#yr_scan"]\nfn f() {}', 'scan.c#yr_scan'],
    ['#[doc(alias = "yr_scan")]\nfn f() {}', 'yr_scan'],
    ['fn f() {\n  // ports: scan.py#Scanner.run\n}', 'scan.py#Scanner.run'],
  ])('has what a marker says: %s', async (text, place) => {
    expect((await fingerprints('a.rs', text)).get('f')?.ports).toEqual([place]);
  });

  it('leaves a marker that stands apart to the file', async () => {
    const file = await fingerprints('a.rs', '// ports: scan.c\n\nuse x;\n\nfn f() {}');
    expect(file.get('a.rs')?.ports).toEqual(['scan.c']);
    expect(file.get('f')?.ports).toEqual([]);
  });

  it('takes prose for no marker', async () => {
    const file = await fingerprints('a.rs', '// the ports of the old code are here; ports: see below\nfn f() {}');
    expect(file.get('f')?.ports).toEqual([]);
  });

  it('is that of nothing in particular where the stored one is damaged', () => {
    expect(() => unpackFingerprints(new Uint8Array([1, 2, 3]))).toThrow();
  });
});

describe('the parameters of a signature', () => {
  it.each([
    ['int f(void)', 0],
    ['int sf_open(struct a *b, const char *fmt, int (*cb)(int, int))', 3],
    ['#[doc(alias = "x")] pub fn scan<F: Fn(u8, u8) -> u8>(&mut self, data: &[u8], f: F) -> Result<u8, E>', 2],
    ['def run(self, a, b=(1, 2), *, c: int=3)', 3],
    ['function go(this: X, a: Map<string, number>, b = 77): void', 2],
    ['__attribute__((format(printf, 1, 2))) void log(const char *f, ...)', 2],
    ['struct a', undefined],
  ])('%s', (signature, count) => {
    expect(parameterCount(signature)).toBe(count);
  });
});
