/** What keeps rules from YARA-X, by the two engines themselves. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/gap/readiness/fixes/fix.ts';
import type { RefusalKind } from '../../../server/src/protocol/readiness.ts';
import { forEachLibrary } from '../../engine/libraries.ts';
import { openLaboratory, type Laboratory } from './support.ts';

interface Case {
  readonly kind: RefusalKind;
  readonly text: string | Uint8Array;
  /** Line and column of the refusal. */
  readonly at: readonly [number, number];
  /** What the file is after it was mended; absent where nothing is safe. */
  readonly mended?: string;
}

const latin = Buffer.from(
  'rule a { meta: m = "caf\u00e9" strings: $a = /\u00e9[\u00e0-\u00ff]/ condition: $a } // \u00e9t\u00e9',
  'latin1',
);

const cases: readonly Case[] = [
  {
    kind: 'unescaped-brace',
    text: 'rule a { strings: $a = /abc{x[{]\\{d{2}/ condition: $a }',
    at: [1, 29],
    mended: 'rule a { strings: $a = /abc\\{x[{]\\{d{2}/ condition: $a }',
  },
  {
    kind: 'unknown-regex-escape',
    text: '/* \u{1f600}\u4f60 */ rule a { strings: $a = /abc\\R\\d\\g\\./ condition: $a }',
    at: [1, 38],
    mended: '/* \u{1f600}\u4f60 */ rule a { strings: $a = /abcR\\dg\\./ condition: $a }',
  },
  {
    kind: 'rule-wildcard',
    text: 'rule ax { condition: true }\nrule ay { condition: true }\nrule b { condition: any of (a*) }',
    at: [3, 31],
    mended: 'rule ax { condition: true }\nrule ay { condition: true }\nrule b { condition: any of (ax, ay) }',
  },
  {
    kind: 'repeated-modifier',
    text: 'global private global rule a { condition: true }',
    at: [1, 16],
    mended: 'global private rule a { condition: true }',
  },
  {
    kind: 'not-utf8',
    text: latin,
    at: [1, 24],
    mended: 'rule a { meta: m = "caf\\xe9" strings: $a = /\\xe9[\\xe0-\\xff]/ condition: $a } // \u00e9t\u00e9',
  },
  { kind: 'entrypoint', text: 'rule a { strings: $a = "x" condition: $a at entrypoint }', at: [1, 45] },
  { kind: 'negative-number', text: 'rule a { strings: $a = "xyz" condition: $a at -1 }', at: [1, 47] },
  { kind: 'arbitrary-prefix', text: 'rule a { strings: $a = /.*foo/s condition: $a }', at: [1, 25] },
  { kind: 'empty-match', text: 'rule a { strings: $a = /BADD|xyz|/ condition: $a }', at: [1, 19] },
  {
    kind: 'wrong-type',
    text: 'import "pe" rule a { condition: pe.exports("x") & pe.characteristics }',
    at: [1, 36],
  },
  { kind: 'reserved-word', text: 'rule with { condition: true }', at: [1, 6] },
];

forEachLibrary((library) => {
  let laboratory: Laboratory;
  let folder: string;
  beforeAll(async () => {
    laboratory = openLaboratory(library.path);
    folder = await mkdtemp(join(tmpdir(), 'cryptex-readiness-'));
  });
  afterAll(async () => {
    await laboratory[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  describe('what libyara compiles and YARA-X refuses', () => {
    for (const { kind, text, at, mended } of cases) {
      it(`${kind}: ${Buffer.from(text).toString('latin1').slice(0, 60)}`, async () => {
        const { status, libyara, yaraX, refusals } = await laboratory.audit(text);
        expect({ libyara: libyara.verdict, yaraX: yaraX.verdict }).toEqual({ libyara: 'compiles', yaraX: 'refused' });
        expect(status).not.toBe('done');
        expect(refusals.map((one) => [one.kind, one.line, one.column])).toEqual([[kind, ...at]]);
        const after = await laboratory.readiness({ '/rules.yar': text }).mend('/rules.yar');
        const { change } = after;
        expect(change && Buffer.from(change.bytes).toString()).toBe(mended);
        expect(change && applyEdits(change.before.text, change.edits)).toBe(mended);
        if (mended !== undefined) expect(after.readiness.status).toBe('done');
      });
    }
  });

  it('tells the rules of a file apart, and what only follows', async () => {
    const text = [
      'import "pe"',
      'rule ready { condition: filesize > 3 }',
      'rule refused { strings: $a = /x{/ condition: $a }',
      'rule follows { condition: refused }',
    ].join('\n');
    const { status, rules, readyRules, refusals } = await laboratory.audit(text);
    expect({ status, rules, readyRules }).toEqual({ status: 'in_progress', rules: 3, readyRules: 1 });
    expect(refusals.map(({ kind, rule }) => [kind, rule])).toEqual([
      ['unescaped-brace', 'refused'],
      ['refused-rule', 'follows'],
    ]);
  });

  it('has no part in what libyara refuses', async () => {
    const { status, libyara, yaraX } = await laboratory.audit('rule a { condition: nothing }');
    expect([status, libyara.verdict, yaraX.verdict]).toEqual(['excluded', 'refused', 'refused']);
    expect(libyara.errors[0]?.text).toContain('nothing');
  });

  it('follows includes, tells their faults in their own files, and mends none of them through another', async () => {
    const files = {
      '/r/index.yar': '// first\ninclude "in/a.yar" include "in/gone.yar"\nrule last { condition: a }',
      '/r/in/a.yar': 'include "b.yar"\nrule a { condition: b } // end',
      '/r/in/b.yar': 'rule b { strings: $a = /x{/ condition: $a }',
      '/r/self.yar': 'include "self.yar"\nrule s { condition: true }',
    };
    const readiness = laboratory.readiness(files);
    const all: unknown[] = [];
    for await (const one of readiness.audit(['/r/index.yar', '/r/self.yar', '/r/none.yar']))
      all.push('failure' in one ? one.failure.code : one.refusals.map(({ kind, file, line }) => [kind, file, line]));
    expect(all).toEqual([
      [
        ['missing-include', '/r/index.yar', 2],
        ['unescaped-brace', '/r/in/b.yar', 1],
        ['refused-rule', '/r/in/a.yar', 2],
        ['refused-rule', '/r/index.yar', 3],
      ],
      [['circular-include', '/r/self.yar', 1]],
      'unreadable',
    ]);
    expect((await readiness.mend('/r/index.yar')).change).toBeUndefined();
  });

  it('mends many places at once, and leaves what is not safe', async () => {
    const rule = (name: string, brace: string) =>
      `rule ${name} { strings: $a = /x${brace}/ $b = /y/ condition: any of them }`;
    const names = Array.from({ length: 120 }, (_, at) => `r${at}`);
    // Of a rule by the name of `with` something is refused whatever becomes of its pattern.
    const text = (brace: string) =>
      [...names.slice(0, 40), 'with', ...names.slice(40)]
        .map((name) => rule(name, name === 'with' ? '{' : brace))
        .join('\n');
    const { change, applied, readiness } = await laboratory.readiness({ '/r.yar': text('{') }).mend('/r.yar');
    expect(change && Buffer.from(change.bytes).toString()).toBe(text('\\{'));
    expect(change && applyEdits(change.before.text, change.edits)).toBe(text('\\{'));
    expect(applied).toHaveLength(120);
    expect(readiness.readyRules).toBe(120);
  });

  it('changes nothing else in a file that is not UTF-8 before it is', async () => {
    const text = Buffer.from('rule a { strings: $a = /\u00e9{/ condition: $a }', 'latin1');
    const audited = await laboratory.audit(text);
    expect(audited.refusals.map(({ kind, fix }) => [kind, fix?.isSafe])).toEqual([
      ['not-utf8', true],
      ['unescaped-brace', undefined],
    ]);
    const { change } = await laboratory.readiness({ '/r.yar': text }).mend('/r.yar');
    expect(change && Buffer.from(change.bytes).toString()).toBe('rule a { strings: $a = /\\xe9\\{/ condition: $a }');
  });

  it('tells that YARA-X could not cope with a file', async () => {
    const deep = `rule d { condition: ${'('.repeat(50_000)}true${')'.repeat(50_000)} }`;
    const { yaraX, status } = await laboratory.audit(deep);
    expect(yaraX).toMatchObject({ verdict: 'failed', failure: expect.stringContaining('crashed') as unknown });
    expect(status).toBe('excluded');
    expect((await laboratory.audit('rule a { condition: true }')).status).toBe('done');
  });

  it('compares what both find, also where a condition needs no pattern, and names known differences', async () => {
    const sample = join(folder, 'sample');
    const other = join(folder, 'other');
    await writeFile(sample, 'xabc abcabc \x00');
    await writeFile(other, 'nothing');
    const same = 'rule a { strings: $a = "abc" condition: filesize > 0 or $a } private rule p { condition: true }';
    const ready = await laboratory.audit(same, [sample, other]);
    expect(ready.comparison).toEqual({ samples: 2, differences: [], failures: [] });
    expect(ready.status).toBe('done');

    // With the key 1 the neighbours are accents as they stand, and letters when decoded.
    const word = Uint8Array.from(Buffer.from('word'), (byte) => byte ^ 1);
    await writeFile(sample, Buffer.concat([Buffer.from('`'), word, Buffer.from('`')]));
    const xored = await laboratory.audit('rule x { strings: $a = "word" xor(1) fullword condition: $a }', [sample]);
    expect(xored.comparison?.differences).toEqual([
      { sample, rule: 'x', type: 'only-libyara', reason: 'xor-fullword', offsets: [] },
    ]);
    expect(xored.status).toBe('in_progress');
  });

  it('compares the rules that are left when one is refused, and tells of samples that are gone', async () => {
    const sample = join(folder, 'left');
    await writeFile(sample, 'abc x{');
    const gone = join(folder, 'gone');
    const text = 'rule r { strings: $a = /x{/ condition: $a }\nrule a { strings: $a = "abc" condition: $a }';
    const { comparison } = await laboratory.audit(text, [sample, gone]);
    expect(comparison?.differences).toEqual([]);
    expect(comparison?.failures.map((one) => one.sample)).toEqual([gone]);
  });
});
