/** Broken sources: whatever is cut, doubled or mixed in, extraction answers, and spans lie in the text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isBalanced } from '../../../server/src/cryptex/pseudocode/check.ts';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';

const samples: Readonly<Record<string, string>> = {
  'a.py':
    '"""M."""\nimport argparse as ap\n@dec(1)\nclass A(B):\n  def f(self, a=")"):\n    """D: x."""\n    return self.f(super().g())\np = ap.ArgumentParser()\np.add_argument("-x", help=f"a")\n@click.command()\ndef c(): pass\n',
  'a.ps1':
    'using module X\n<# .SYNOPSIS\nx #>\nparam([Alias("a")] [switch] $B)\nfunction F { param($x) "a $(G `"1`") b" }\nclass C : D { C() : base(1) { } }\n@"\nh\n"@\nImport-Module A, B\n',
  'a.rs':
    '//! m\n#[derive(Parser)]\nstruct A { #[arg(short)] b: u8 }\nimpl<T> A<T> { /// d\n fn f(&self) { x!(g(1)); Self::h() } }\nuse a::{b, c::{self, d}};\n',
  'a.ts':
    '/** d */\nexport const f = async <T,>(a: T) => { this.x?.(a); };\nclass A extends B { @d #p = () => 1; get v() { return super.v(); } }\nmodule.exports = { a, b() {} };\n',
  'a.js': 'exports.a = function () {};\nconst x = <A.B c={d}/>;\nfunction* g() { yield* `${h()}`; }\n',
  'a.yar':
    'import "pe"\n/* c */\nprivate rule A : t { meta: description = "d" strings: $a = /x/ condition: for any i in (1..2) : ( B and @a[i] > 1 ) }\n',
  'a.cpp':
    'namespace n { template <class T> struct A : B<T> { A() : b{1} {} ~A(); private: int b; }; }\nint A::f(int x) try { for (auto& y : z) g([&](int a) { return h<T>(a); }); throw 1; } catch (...) { delete p; }\n',
  'a.c':
    'static struct option o[] = { {"a", 1, 0, \'b\'} };\nint main() { getopt_long(c, v, "ab:", o, 0); OPT(_T("x") _T("y")); }\n',
};

const noise = fc.oneof(
  fc.constantFrom(
    '"',
    "'",
    '`',
    '(',
    ')',
    '{',
    '}',
    '[',
    '<#',
    '#>',
    '/*',
    '*/',
    '@"\n',
    '\n"@',
    "'''",
    '$(',
    '\\',
    '#',
    ':',
    '\0',
    '\uD800',
    '😀',
    '\r',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
);

describe.each(Object.entries(samples))('%s', (path, text) => {
  test('with parts cut out and noise put in', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(text.length), fc.nat(12), noise), { maxLength: 4 }), async (edits) => {
        let broken = text;
        for (const [at, cut, put] of edits) broken = broken.slice(0, at) + put + broken.slice(at + cut);
        const file = await extractSource(path, Buffer.from(broken));
        for (const { span } of file?.symbols ?? []) {
          expect(span.endLine).toBeLessThanOrEqual(file?.lines ?? 0);
          expect(span.endLine > span.startLine || span.endColumn >= span.startColumn).toBe(true);
        }
        for (const { pseudocode, summary } of file?.symbols ?? []) {
          if (path !== 'a.yar') expect([pseudocode, isBalanced(pseudocode)]).toEqual([pseudocode, true]);
          expect(summary.text.length).toBeLessThanOrEqual(160);
          expect(summary.text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
        expect(await extractSource(path, Buffer.from(broken))).toEqual(file);
      }),
      { numRuns: 150 },
    );
  });
});
