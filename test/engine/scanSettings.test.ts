/** What a scan job can ask for beyond matches; where `yara` has an option for it, compared with what that prints. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { CompileJob } from '../../server/src/protocol/compileJob.ts';
import type { ScanJob, ScanResult } from '../../server/src/protocol/scanJob.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob, scanJob, text } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';
import { program } from './oracle.ts';

const rules = `
rule one : red blue { strings: $a = "needle" condition: $a }
rule two : red { strings: $h = { 6e 65 65 64 } condition: #h == 0 }
rule three : blue { condition: true }
private rule hidden : red { condition: true }
rule four { condition: filesize > 1MB }
`;

forEachLibrary((library) => {
  const folder = mkdtempSync(join(tmpdir(), 'cryptex-settings-'));
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  let serial = 0;
  async function compile(source: string | Uint8Array, rest: Partial<CompileJob> = {}): Promise<string> {
    const output = join(folder, `${++serial}.yarc`);
    const { messages } = await pool.run(compileJob([text('/rules/a.yar', source)], { want: 'save', output, ...rest }));
    expect(messages.filter(({ level }) => level === 'error')).toEqual([]);
    return output;
  }

  async function scan(source: string, rest: Partial<ScanJob> = {}, sample = 'a needle'): Promise<ScanResult> {
    return pool.run(scanJob(await compile(source), Buffer.from(sample), rest));
  }

  const names = ({ matches }: ScanResult) => matches.map(({ rule }) => rule);

  it('reports the rules that a filter lets through', async () => {
    expect(names(await scan(rules, { filter: {} }))).toEqual(['one', 'three']);
    expect(names(await scan(rules, { filter: { tags: ['blue', 'none'] } }))).toEqual(['one', 'three']);
    expect(names(await scan(rules, { filter: { tags: ['red'], identifiers: ['one', 'three'] } }))).toEqual(['one']);
    expect(names(await scan(rules, { filter: { identifiers: [] } }))).toEqual([]);
    expect(names(await scan(rules, { filter: { negate: true } }))).toEqual(['two', 'four']);
    expect(names(await scan(rules, { filter: { negate: true, tags: ['red'] } }))).toEqual(['two']);
    expect(names(await scan(rules))).toEqual(['one', 'three']);
  });

  it('tells where the patterns of a rule are that did not match', async () => {
    const { matches } = await scan(rules, { filter: { negate: true, tags: ['red'] } });
    expect(matches[0]?.patterns).toMatchObject([{ identifier: '$h', hex: true, matches: [{ offset: 2, length: 4 }] }]);
  });

  it('counts matching rules, whatever is left out', async () => {
    expect(await scan(rules, { countOnly: true })).toMatchObject({ matches: [], matchingRules: 2 });
    expect((await scan(rules, { filter: { tags: ['red'] } })).matchingRules).toBe(2);
    expect((await scan(rules)).matchingRules).toBeUndefined();
  });

  it('stops at the first rule after enough have matched', async () => {
    expect(await scan(rules, { stopAfterRules: 1 })).toMatchObject({ matches: [{ rule: 'one' }], matchingRules: 1 });
    expect((await scan(rules, { stopAfterRules: 2 })).matchingRules).toBe(2);
    const late = 'rule no { condition: false } rule yes { condition: true }';
    expect(await scan(late, { stopAfterRules: 0 })).toMatchObject({ matches: [], matchingRules: 0 });
  });

  it('gives modules their data, also after the file has changed', async () => {
    const report = join(folder, 'report.json');
    const source = `import "cuckoo" rule visited { condition: cuckoo.network.http_request(/example/) }`;
    const compiled = await compile(source);
    const moduleData = [{ module: 'cuckoo', path: report }];
    const found = async (rest: Partial<ScanJob>) => names(await pool.run(scanJob(compiled, Buffer.from('x'), rest)));

    writeFileSync(report, '{ "network": { "http": [ { "uri": "http://example.com/", "method": "GET" } ] } }');
    expect(await found({ moduleData })).toEqual(['visited']);
    expect(await found({})).toEqual([]);
    writeFileSync(report, '{ "network": { "http": [] } }');
    expect(await found({ moduleData })).toEqual([]);
    await expect(found({ moduleData: [{ module: 'cuckoo', path: join(folder, 'none') }] })).rejects.toMatchObject({
      code: 'unreadable',
    });
  });

  it('prints what modules know as `yara` does', async () => {
    const source = `import "console" import "pe" import "math"
      rule told { condition: console.log("before ") and pe.is_pe and not math.to_number(false) == 1 }`;
    const file = process.execPath;
    const rulesFile = join(folder, 'told.yar');
    writeFileSync(rulesFile, source);
    const { stdout } = await program(library.yara, ['-D', rulesFile, file], library.env);
    const { notes } = await pool.run(scanJob(await compile(source), file, { printModuleData: true, bytewise: true }));
    expect(notes?.map(({ text: said }) => `${said}\n`).join('')).toBe(stdout.toString('latin1'));
    expect(notes?.[0]).toEqual({ kind: 'module-data', text: 'console' });
  });

  it('keeps no more notes than asked for', async () => {
    const source = 'import "console" rule loud { condition: for all i in (1..20) : (console.log("x", i)) }';
    expect((await scan(source, { maxNotes: 3 })).notes).toHaveLength(3);
    expect((await scan(source)).notes).toHaveLength(20);
  });

  it.runIf(process.platform === 'linux')('scans the memory of a process', async () => {
    const compiled = await compile('rule here { strings: $a = "PROCESS-MEMORY-PROBE" condition: $a }');
    // Its arguments are in its memory.
    const child = spawn('/bin/sh', ['-c', 'read -r line', 'PROCESS-MEMORY-PROBE']);
    try {
      const target = { type: 'process', pid: child.pid ?? 0 } as const;
      expect(names(await pool.run(scanJob(compiled, Buffer.alloc(0), { target })))).toEqual(['here']);
    } finally {
      child.kill();
    }
    const gone = scanJob(compiled, Buffer.alloc(0), { target: { type: 'process', pid: 2 ** 22 + 1 } });
    await expect(pool.run(gone)).rejects.toMatchObject({ code: 'unreadable', libyara: { code: 2 } });
  });

  it('evaluates conditions with the stack that it is given, and the next ones with the usual one', async () => {
    const compiled = await compile('rule deep { condition: for any i in (1, 2, 3, 4, 5, 6, 7, 8, 9) : (i == 9) }');
    const failing = pool.run(scanJob(compiled, Buffer.from('x'), { stackSize: 4 }));
    await expect(failing).rejects.toMatchObject({ libyara: { code: 25 } });
    expect(names(await pool.run(scanJob(compiled, Buffer.from('x'))))).toEqual(['deep']);
  });

  it('limits the patterns of a rule for one job', async () => {
    const source = text('/rules/a.yar', 'rule r { strings: $a = "aa" $b = "bb" condition: any of them }');
    const limited = await pool.run(compileJob([source], { maxStringsPerRule: 1 }));
    expect(limited.messages[0]?.text).toContain('too many strings');
    expect((await pool.run(compileJob([source]))).messages).toEqual([]);
  });

  it('warns of unknown escapes where libyara can', async () => {
    const source = text('/rules/a.yar', 'rule r { strings: $a = /abc\\j/ condition: $a }');
    const strict = pool.run(compileJob([source], { strictEscape: true }));
    if (library.version === '4.2.3') await expect(strict).rejects.toMatchObject({ code: 'invalid' });
    else expect((await strict).messages).toMatchObject([{ level: 'warning', text: 'unknown escape sequence' }]);
    expect((await pool.run(compileJob([source]))).messages).toEqual([]);
  });

  it('takes an atom quality table, and says when there is none', async () => {
    const source = text('/rules/a.yar', 'rule r { strings: $a = "abcdefgh" condition: $a }');
    const table = join(folder, 'atoms');
    writeFileSync(table, Buffer.from([0x61, 0x62, 0x63, 0x64, 1]));
    expect((await pool.run(compileJob([source], { atomQualityTable: table }))).messages).toEqual([]);
    const missing = pool.run(compileJob([source], { atomQualityTable: join(folder, 'none') }));
    await expect(missing).rejects.toMatchObject({ code: 'unreadable', libyara: { code: 3 } });
  });

  it('calls a source by the name that it is given', async () => {
    const source = { ...text(join(process.cwd(), 'sub/a.yar'), '\nrule r { condition: x }'), name: 'sub/a.yar' };
    const { messages } = await pool.run(compileJob([source]));
    expect(messages).toMatchObject([{ file: 'sub/a.yar', path: join(process.cwd(), 'sub/a.yar'), line: 2 }]);
    expect((await pool.run(compileJob([text('/rules/a.yar', 'x')]))).messages[0]).not.toHaveProperty('file');
  });

  it('gives texts byte by byte', async () => {
    const source = Buffer.from('rule r { meta: m = "caf\u00e9" l = "LATIN" condition: true }');
    source.write('L\xe9TIN', source.indexOf('LATIN'), 'latin1');
    const compiled = await compile(source);
    const meta = async (rest: Partial<ScanJob>) =>
      (await pool.run(scanJob(compiled, Buffer.from('x'), rest))).matches[0]?.meta.map(({ value }) => value);
    expect(await meta({ bytewise: true })).toEqual(['caf\u00c3\u00a9', 'L\u00e9TIN']);
    expect(await meta({})).toEqual(['caf\u00e9', 'L\u00e9TIN']);
  });

  it('counts rules as `yara --print-stats` does', async () => {
    const rulesFile = join(folder, 'stats.yar');
    writeFileSync(rulesFile, rules);
    const { stdout } = await program(library.yara, ['-S', rulesFile, '/dev/null'], library.env);
    const { stats } = await pool.run({ kind: 'stats', rules: await compile(rules) });
    const printed = stdout.toString().split('\n');
    expect(printed).toContain(`number of rules                    : ${stats.rules}`);
    expect(printed).toContain(`average length of AC matches lists : ${stats.acAverageMatches.toFixed(6)}`);
    const listed = printed.flatMap((line) => /^ +\d+: (\d+)$/.exec(line)?.[1] ?? []).map(Number);
    expect(listed).toEqual([...stats.acLongestLists, ...stats.acPercentiles.toReversed()]);
  });

  it('tells no costs without a library that counts them', async () => {
    expect((await scan(rules, { profile: true })).costs).toEqual([]);
  });

  it('fails a target for an incomplete pattern where that is asked for', async () => {
    const source = 'rule many { strings: $a = "a" condition: $a }';
    const sample = 'a'.repeat(1_100_000);
    expect((await scan(source, {}, sample)).notes).toMatchObject([{ kind: 'too-many-matches', rule: 'many' }]);
    const failing = scan(source, { failOnWarnings: true }, sample);
    await expect(failing).rejects.toMatchObject({ libyara: { code: 30, rule: 'many', pattern: '$a' } });
  });
});
