/** Reading matches out of libyara: every kind of metadata, pattern and limit. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CompileJob } from '../../server/src/protocol/compileJob.ts';
import type { RuleMatch, ScanJob, ScanResult } from '../../server/src/protocol/scanJob.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob, scanJob, text } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';
import { yara } from './oracle.ts';

forEachLibrary((library) => {
  const folder = mkdtempSync(join(tmpdir(), 'cryptex-scan-'));
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  let serial = 0;
  async function compile(rules: string | Uint8Array, rest: Partial<CompileJob> = {}): Promise<string> {
    const output = join(folder, `${++serial}.yarc`);
    const result = await pool.run(compileJob([text('/rules/a.yar', rules)], { want: 'save', output, ...rest }));
    expect(result.messages.filter(({ level }) => level === 'error')).toEqual([]);
    return output;
  }

  async function scan(rules: string, sample: string | Uint8Array, rest: Partial<ScanJob> = {}): Promise<ScanResult> {
    const bytes = typeof sample === 'string' ? Buffer.from(sample) : sample;
    return pool.run(scanJob(await compile(rules), bytes, rest));
  }

  const offsets = (match: RuleMatch | undefined) =>
    match?.patterns.map(({ identifier, matches }) => [
      identifier,
      matches.map(({ offset, length }) => [offset, length]),
    ]);

  it('reads metadata of each type, and bytes that are no UTF-8', async () => {
    const rules = Buffer.from(
      `rule a : x y_1 { meta: s = "caf\u00e9 \\"q\\"" e = "" i = 9007199254740991 n = -3 b = false big = 9223372036854775807
       hex = 0x10 s = "again" l = "LATIN" condition: true }`,
    );
    rules.write('L\xe9TIN', rules.indexOf('LATIN'), 'latin1');
    const { matches } = await pool.run(scanJob(await compile(rules), Buffer.from('x')));
    expect(matches).toEqual([
      {
        rule: 'a',
        namespace: 'default',
        tags: ['x', 'y_1'],
        meta: [
          { name: 's', value: 'caf\u00e9 "q"' },
          { name: 'e', value: '' },
          { name: 'i', value: 9007199254740991 },
          { name: 'n', value: -3 },
          { name: 'b', value: false },
          { name: 'big', value: 9223372036854775807n },
          { name: 'hex', value: 16 },
          { name: 's', value: 'again' },
          { name: 'l', value: 'L\xe9TIN' },
        ],
        patterns: [],
      },
    ]);
  });

  it('tells namespaces, and leaves out private rules and patterns', async () => {
    const output = join(folder, 'namespaces.yarc');
    const sources = [
      {
        path: '/r/a.yar',
        namespace: 'one',
        bytes: Buffer.from('private rule p { condition: true } rule a { condition: p }'),
      },
      {
        path: '/r/b.yar',
        namespace: 'two',
        bytes: Buffer.from('rule a { strings: $h = "x" private $v = "y" condition: all of them }'),
      },
    ];
    await pool.run(compileJob(sources, { want: 'save', output }));
    const { matches } = await pool.run(scanJob(output, Buffer.from('xy')));
    expect(matches.map(({ namespace, rule }) => `${namespace}:${rule}`)).toEqual(['one:a', 'two:a']);
    expect(offsets(matches[1])).toEqual([['$v', [[1, 1]]]]);
  });

  it('reads matches with their bytes, and cuts them to what was asked for', async () => {
    const rules = 'rule a { strings: $a = /b+/ $ = "c" $w = "d" wide $absent = "zz" condition: any of them }';
    const { matches, bytes } = await scan(rules, 'abbbbcbd\0', { maxMatchBytes: 3 });
    expect(bytes).toBe(9);
    expect(matches[0]?.patterns.map(({ identifier }) => identifier)).toEqual(['$a', '$', '$w']);
    const [a] = matches[0]?.patterns ?? [];
    expect(a?.matches[0]).toMatchObject({ offset: 1, length: 4 });
    expect(Buffer.from(a?.matches[0]?.data ?? []).toString()).toBe('bbb');
  });

  it('gives the bytes of long matches when they are asked for', async () => {
    const sample = Buffer.concat([Buffer.from('begin'), Buffer.alloc(3000, 0x2e), Buffer.from('end')]);
    const rules = 'rule a { strings: $a = /begin.{3000}end/ condition: $a }';
    const { matches } = await scan(rules, sample, { maxMatchBytes: 10_000 });
    const match = matches[0]?.patterns[0]?.matches[0];
    expect(match?.length).toBe(3008);
    expect(Buffer.from(match?.data ?? []).equals(sample)).toBe(true);
  });

  it('reports a pattern that is split into a chain once, at its start', async () => {
    const rules =
      'rule a { strings: $c = { 41 42 43 44 [0-1000] 45 46 47 48 [-] 49 4A 4B } $x = "x" condition: all of them }';
    const sample = Buffer.from(`x..ABCD${'.'.repeat(700)}EFGH${'.'.repeat(900)}IJK`);
    const { matches } = await scan(rules, sample);
    expect(offsets(matches[0])).toEqual([
      ['$c', [[3, sample.length - 3]]],
      ['$x', [[0, 1]]],
    ]);
  });

  it('tells the key of xor patterns where the library does', async () => {
    const sample = Buffer.from(
      `plain ${Buffer.from('secret')
        .map((byte) => byte ^ 0x21)
        .toString()}`,
    );
    const { matches } = await scan('rule a { strings: $x = "secret" xor $p = "plain" condition: all of them }', sample);
    const [x, plain] = matches[0]?.patterns ?? [];
    expect(x?.matches[0]?.xorKey).toBe(library.version === '4.2.3' ? undefined : 0x21);
    expect(plain?.matches[0]).not.toHaveProperty('xorKey');
  });

  it('counts all matches and returns those that were asked for', async () => {
    const sample = Buffer.alloc(500_000, 'ab');
    const { matches, milliseconds } = await scan('rule a { strings: $a = "ab" condition: $a }', sample, {
      maxMatchesPerPattern: 5,
      maxMatchBytes: 1,
    });
    expect(matches[0]?.patterns[0]).toMatchObject({ matchCount: 250_000 });
    expect(matches[0]?.patterns[0]?.matches.map(({ offset }) => offset)).toEqual([0, 2, 4, 6, 8]);
    expect(milliseconds).toBeLessThan(20_000);
  });

  it('says so when there are more matches than libyara keeps', { timeout: 120_000 }, async () => {
    const sample = Buffer.alloc(3_000_000, 'ab');
    const rules = 'rule many { strings: $a = "ab" condition: #a > 10 } rule other { condition: true }';
    const { matches, notes } = await scan(rules, sample, { maxMatchesPerPattern: 2, maxMatchBytes: 1 });
    expect(notes).toContainEqual({ kind: 'too-many-matches', text: '$a', rule: 'many' });
    expect(matches.map(({ rule }) => rule)).toContain('other');
  });

  it('stops a pattern at its first match in fast mode', async () => {
    const rules = 'rule a { strings: $a = "ab" condition: $a }';
    expect((await scan(rules, 'ababab', { fast: true })).matches[0]?.patterns[0]?.matchCount).toBe(1);
    expect((await scan(rules, 'ababab')).matches[0]?.patterns[0]?.matchCount).toBe(3);
  });

  it('passes on what rules log', async () => {
    const { notes, matches } = await scan(
      'import "console" rule a { condition: console.log("size ", filesize) }',
      'xyz',
    );
    expect(notes).toEqual([{ kind: 'console', text: 'size 3' }]);
    expect(matches).toHaveLength(1);
  });

  it('sets external variables for one target only', async () => {
    const externals = [
      { type: 'string', name: 's', value: 'compiled' },
      { type: 'integer', name: 'i', value: 1 },
      { type: 'float', name: 'f', value: 0.5 },
      { type: 'boolean', name: 'b', value: false },
    ] as const;
    const rules = await compile(
      `rule rs { condition: s == "given" } rule ri { condition: i == 9007199254740991 } rule n { condition: i < 0 }
       rule rf { condition: f > 1.2 and f < 1.3 } rule rb { condition: b } rule as_compiled { condition: s == "compiled" and i == 1 }`,
      { externals: [...externals] },
    );
    const names = async (given: ScanJob['externals']) =>
      (await pool.run(scanJob(rules, Buffer.from('x'), { externals: given }))).matches.map(({ rule }) => rule);
    const all: ScanJob['externals'] = [
      { type: 'string', name: 's', value: 'given' },
      { type: 'integer', name: 'i', value: 9007199254740991 },
      { type: 'float', name: 'f', value: 1.25 },
      { type: 'boolean', name: 'b', value: true },
    ];
    expect(await names(all)).toEqual(['rs', 'ri', 'rf', 'rb']);
    expect(await names([{ type: 'integer', name: 'i', value: -5 }])).toEqual(['n']);
    expect(await names([])).toEqual(['as_compiled']);
  });

  it('says which external variable is not as the rules have it', async () => {
    const rules = await compile('rule a { condition: i == 1 }', {
      externals: [{ type: 'integer', name: 'i', value: 1 }],
    });
    const given = (external: ScanJob['externals'][number]) =>
      pool.run(scanJob(rules, Buffer.from('x'), { externals: [external] }));
    await expect(given({ type: 'string', name: 'i', value: 'x' })).rejects.toMatchObject({
      code: 'invalid',
      message: 'The rules were compiled with an external variable "i" that is no string.',
    });
    await expect(given({ type: 'string', name: 'unknown', value: 'x' })).rejects.toMatchObject({
      code: 'invalid',
      message: 'The rules were compiled without an external variable "unknown".',
    });
    const twice = compileJob([text('/a.yar', '')], {
      externals: [1, 2].map((value) => ({ type: 'integer', name: 'x', value })),
    });
    await expect(pool.run(twice)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringContaining('"x"') as string,
    });
  });

  it('compiles with external variables of each type', async () => {
    const rules = text('/a.yar', 'rule a { condition: s contains "x" and i + 1 == 2 and f < 1.0 and b }');
    const none = await pool.run(compileJob([rules]));
    expect(none.messages[0]?.text).toBe('undefined identifier "s"');
    const externals: CompileJob['externals'] = [
      { type: 'string', name: 's', value: 'caf\u00e9' },
      { type: 'integer', name: 'i', value: 1 },
      { type: 'float', name: 'f', value: 0.5 },
      { type: 'boolean', name: 'b', value: true },
    ];
    expect((await pool.run(compileJob([rules], { externals }))).messages).toEqual([]);
    const wrong = await pool.run(
      compileJob([rules], { externals: externals.map((e) => ({ type: 'integer', name: e.name, value: 1 })) }),
    );
    expect(wrong.messages[0]).toMatchObject({ level: 'error', text: expect.stringContaining('wrong type') as string });
  });

  it('scans empty files, and says why it can not scan what is no file', async () => {
    const rules = await compile('rule empty { condition: filesize == 0 }');
    const empty = join(folder, 'empty');
    writeFileSync(empty, '');
    expect((await pool.run(scanJob(rules, empty))).matches).toHaveLength(1);
    expect((await pool.run(scanJob(rules, Buffer.alloc(0)))).matches).toHaveLength(1);
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    for (const path of [folder, pipe, '/dev/zero', join(folder, 'absent')]) {
      await expect(pool.run(scanJob(rules, path))).rejects.toMatchObject({ code: 'unreadable' });
    }
  });

  it('ends a scan at its time limit', async () => {
    const rules = await compile(
      'rule slow { condition: for all i in (0..filesize) : (for all j in (0..filesize) : (uint8(0) == 0)) }',
    );
    const job = scanJob(rules, Buffer.alloc(200_000), { timeoutSeconds: 1 });
    await expect(pool.run(job)).rejects.toMatchObject({ code: 'timeout' });
    const quick = scanJob(await compile('rule a { condition: true }'), Buffer.from('x'));
    expect((await pool.run(quick)).matches).toHaveLength(1);
  });

  it('refuses what are no compiled rules, and notices new ones in the same file', async () => {
    const path = join(folder, 'changing.yarc');
    writeFileSync(path, 'nonsense');
    await expect(pool.run(scanJob(path, Buffer.from('x')))).rejects.toMatchObject({ code: 'invalid' });
    await expect(pool.run(scanJob(join(folder, 'absent'), Buffer.from('x')))).rejects.toMatchObject({
      code: 'unreadable',
    });
    for (const rule of ['first', 'second']) {
      await compile(`rule ${rule} { condition: true }`, { output: path });
      expect((await pool.run(scanJob(path, Buffer.from('x')))).matches.map((match) => match.rule)).toEqual([rule]);
    }
  });

  it('counts rules and patterns', async () => {
    const rules = text(
      '/a.yar',
      'rule a { strings: $a = "x" $b = "y" condition: all of them } private rule b { condition: true }',
    );
    expect(await pool.run(compileJob([rules], { want: 'count' }))).toMatchObject({ rules: 2, patterns: 2 });
    expect(await pool.run(compileJob([rules]))).not.toHaveProperty('rules');
  });

  it('says that compiled rules can not be written', async () => {
    const output = join(folder, 'absent', 'a.yarc');
    const job = compileJob([text('/a.yar', 'rule a { condition: true }')], { want: 'save', output });
    await expect(pool.run(job)).rejects.toMatchObject({
      code: 'unwritable',
      message: expect.stringContaining(output) as string,
    });
  });

  it('finds what yara finds, in the samples that come with the source', async () => {
    const sample = join(folder, 'sample');
    writeFileSync(sample, Buffer.from('MZ\x90\0 this program cannot be run aaaaaaab cafe\0c\0a\0f\0e\0', 'latin1'));
    const rules = await compile(
      `rule a { strings: $a = /a{2,5}b/ $b = "cafe" ascii wide nocase $c = { 4D 5A ?? 00 } $d = "program" base64
       condition: any of them } rule b { strings: $ = "a" $ = "is" condition: 2 of them } rule c { condition: filesize < 1KB }`,
    );
    const expected = await yara(library, rules, [sample]);
    const { matches } = await pool.run(scanJob(rules, sample));
    const ours = matches.map(({ rule, patterns }) => ({
      rule,
      path: sample,
      patterns: patterns.flatMap(({ identifier, matches }) =>
        matches.map(({ offset, length }) => ({ identifier, offset, length })),
      ),
    }));
    expect(ours).toEqual(expected);
  });
});
