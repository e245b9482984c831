import { spawn } from 'node:child_process';
import { symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

const rules = `
rule hello : greeting test {
  meta:
    hash = "one"
    hash = "two"
    big = 9223372036854775807
  strings:
    $a = "hello"
    $x = "secret" xor(1-255)
  condition: any of them
}
rule empty { condition: filesize == 0 }
`;

let workspace: Workspace;
afterEach(() => workspace.remove());

const sorted = (text: string) => text.split('\n').filter(Boolean).sort();

describe.each(await testLibraries())('scan with libyara $version', ({ version, path }) => {
  const test = it.skipIf(path === undefined);
  const posixTest = it.skipIf(path === undefined || process.platform === 'win32');
  const files = {
    'r.yar': rules,
    'd/a.txt': 'say hello, hello',
    'd/empty': '',
    'd/none': 'nothing',
    'd/sub/b': 'hello',
    'd/xored': Uint8Array.from(Buffer.from('-secret-'), (byte) => byte ^ 7),
  };
  const create = async (more: Record<string, string | Uint8Array> = {}) =>
    (workspace = await Workspace.create(path ?? '', { ...files, ...more }));

  test('prints what matches as yara does, the paths as they were typed', async () => {
    await create();
    const flat = await workspace.run('scan', 'r.yar', './d');
    expect(flat).toMatchObject({ code: 0, stderr: '' });
    expect(sorted(flat.stdout)).toEqual(['empty ./d/empty', 'hello ./d/a.txt', 'hello ./d/xored']);
    const deep = await workspace.run('scan', 'r.yar', '-r', 'd/', join(workspace.folder, 'd', 'none'), '-p', '3');
    expect(sorted(deep.stdout)).toEqual(['empty d/empty', 'hello d/a.txt', 'hello d/sub/b', 'hello d/xored']);
    const details = await workspace.run('scan', 'r.yar', 'd/a.txt', '-s', '-e', '-g', '-m');
    expect(details.stdout).toBe(
      'default:hello [greeting,test] [hash="one",hash="two",big=9223372036854775807] d/a.txt\n' +
        '0x4:$a: hello\n0xb:$a: hello\n',
    );
  });

  test('prints one object a match as ndjson', async () => {
    await create();
    const { code, stdout } = await workspace.run('scan', 'r.yar', 'd', '--format', 'ndjson', '-r');
    expect(code).toBe(0);
    const lines = sorted(stdout).filter((line) => line.startsWith('{"type":"match"'));
    expect(lines).toHaveLength(4);
    const exact = (name: string, strings: string) =>
      `{"type":"match","path":"${name}","rule":"hello","namespace":"default","tags":["greeting","test"],"meta":[{"name":"hash",` +
      `"value":"one"},{"name":"hash","value":"two"},{"name":"big","value":9223372036854775807}],"strings":[${strings}]}`;
    expect(lines).toContain(exact('d/sub/b', '{"identifier":"$a","offset":0,"length":5,"data":"68656c6c6f"}'));
    const key = version.startsWith('4.2') ? '' : ',"xorKey":7';
    expect(lines).toContain(
      exact('d/xored', `{"identifier":"$x","offset":1,"length":6,"data":"7462647562 73"${key}}`.replace(' ', '')),
    );
  });

  test('prints one document as json', async () => {
    await create();
    const { code, stdout, stderr } = await workspace.run('scan', 'r.yar', 'd', 'missing', '--format', 'json');
    expect(code).toBe(2);
    expect(stderr).toBe('error: missing: no such file or directory\n');
    expect(JSON.parse(stdout)).toMatchObject({
      libyara: { path },
      rules: 2,
      errors: [{ path: 'missing', code: 'unreadable' }],
      summary: { files: 4, matches: 3, matchedFiles: 3, errors: 1, cancelled: false },
    });
  });

  test('uses compiled rules again until something changes', async () => {
    await create({ 'main.yar': 'include "r.yar"\nrule two { condition: name == "x" and filesize > 0 }' });
    const scan = async (...args: string[]) =>
      sorted((await workspace.run('scan', 'main.yar', 'd/a.txt', ...args)).stdout);
    expect(await scan('-d', 'name=x')).toEqual(['hello d/a.txt', 'two d/a.txt']);
    expect(await scan('-d', 'name=x')).toEqual(['hello d/a.txt', 'two d/a.txt']);
    expect(await scan('-d', 'name=y')).toEqual(['hello d/a.txt']);
    await workspace.write({ 'r.yar': 'rule other { condition: true }' });
    expect(await scan('-d', 'name=y')).toEqual(['other d/a.txt']);
  });

  test('gives each file of a rule folder a namespace of its own', async () => {
    await create({ 'rules/a.yar': 'rule same { condition: true }', 'rules/b.yar': 'rule same { condition: true }' });
    const { stdout } = await workspace.run('scan', 'rules', '--rules', 'more:r.yar', 'd/a.txt', '-e');
    expect(sorted(stdout)).toEqual(['a.yar:same d/a.txt', 'b.yar:same d/a.txt', 'more:hello d/a.txt']);
  });

  test('does not scan with rules that have errors', async () => {
    await create({ 'bad.yar': 'rule x { condition: y }' });
    const text = await workspace.run('scan', 'bad.yar', 'd');
    expect(text).toMatchObject({
      code: 1,
      stdout: '',
      stderr: 'bad.yar:1: error: undefined identifier "y" (rule x)\n',
    });
    const json = await workspace.run('scan', 'bad.yar', 'd', '--format', 'json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { code: 'rules-rejected', messages: [{ line: 1 }] } });
  });

  posixTest('survives links in a circle, and follows others unless told not to', async () => {
    await create();
    await symlink('..', workspace.path('d/sub/up'));
    await symlink('a.txt', workspace.path('d/link'));
    const found = async (...args: string[]) =>
      sorted((await workspace.run('scan', 'r.yar', '-r', 'd', ...args)).stdout);
    expect(await found()).toEqual(['empty d/empty', 'hello d/a.txt', 'hello d/link', 'hello d/sub/b', 'hello d/xored']);
    expect(await found('-N')).toEqual(['empty d/empty', 'hello d/a.txt', 'hello d/sub/b', 'hello d/xored']);
  });

  test('chooses files, fills the variables of each, and writes to a file', async () => {
    await create({
      'v.yar': 'rule v { condition: filename == "a.txt" and extension == ".txt" and filetype == "" }',
      'd/e': '\x7fELF',
      'f.yar': 'rule f { condition: filetype == "ELF" }',
      list: 'd/a.txt\nd/none\n',
    });
    expect((await workspace.run('scan', 'v.yar', '--rules', 'f.yar', 'd')).stdout.split('\n').sort()).toEqual([
      '',
      'f d/e',
      'v d/a.txt',
    ]);
    const listed = await workspace.run('scan', 'v.yar', '--scan-list', 'list', '-o', 'out', '--fail-on-match');
    expect(listed).toMatchObject({ code: 1, stdout: '' });
    expect((await workspace.run('scan', 'r.yar', 'out', '-n', '-i', 'hello')).stdout).toBe('hello out\n');
    const chosen = await workspace.run(
      'scan',
      'r.yar',
      '-r',
      'd',
      '--exclude',
      'sub',
      '--exclude',
      'x*',
      '--max-size',
      '1K',
    );
    expect(sorted(chosen.stdout)).toEqual(['empty d/empty', 'hello d/a.txt']);
  });

  it.skipIf(path === undefined || process.platform !== 'linux')('scans files whose names are not UTF-8', async () => {
    await create();
    await writeFile(Buffer.concat([Buffer.from(workspace.path('d/n')), Buffer.of(0xff)]), 'hello');
    const { code, stdout } = await workspace.run('scan', 'r.yar', 'd');
    expect(code).toBe(0);
    expect(sorted(stdout)).toContain('hello d/n\\xff');
  });

  test('gives up on a file after the time limit, and says so', async () => {
    const slow = 'rule slow { condition: for all i in (0..4000000000) : (uint8(i % filesize) != 0x100) }';
    await create({ 'slow.yar': slow });
    const { code, stderr } = await workspace.run('scan', 'slow.yar', 'd/a.txt', '--timeout', '1');
    expect(code).toBe(3);
    expect(stderr).toMatch(/^error: d\/a\.txt: .*(time|longer)/);
  });

  test('takes rules by glob, in the order of their names', async () => {
    await create({ 'rules/a.yar': 'rule a { condition: true }', 'rules/b.yara': 'rule b { condition: a }' });
    const { code, stdout } = await workspace.run('scan', 'rules/*.yar*', 'd/none');
    expect({ code, matches: sorted(stdout) }).toEqual({ code: 0, matches: ['a d/none', 'b d/none'] });
    const none = await workspace.run('scan', 'rules/*.txt', 'd/none');
    expect(none).toMatchObject({ code: 2, stdout: '', stderr: 'error: rules/*.txt matches nothing\n' });
  });

  test('loads compiled rules where a person says so, and nowhere else', async () => {
    await create();
    await workspace.run('compile', 'r.yar', '-o', 'r.yarc');
    const refused = await workspace.run('scan', 'r.yarc', 'd/a.txt');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('say with -C');
    const taken = await workspace.run('scan', '-C', 'r.yarc', 'd', '-s', '--format', 'json');
    const fromSource = await workspace.run('scan', 'r.yar', 'd', '-s', '--format', 'json');
    const parse = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as { rules: number; matches: unknown[] };
    expect(parse(taken)).toMatchObject({ rules: 2, patterns: 2 });
    expect(new Set(parse(taken).matches)).toEqual(new Set(parse(fromSource).matches));
    expect(await workspace.run('scan', '-C', 'r.yar', 'd')).toMatchObject({ code: 2, stdout: '' });
    expect(await workspace.run('scan', '-C', 'r.yarc', '--rules', 'r.yar', 'd')).toMatchObject({ code: 2, stdout: '' });
  });

  test('gives a module the content of a file', async () => {
    const report = '{ "network": { "http": [ { "uri": "http://example.com/", "method": "GET" } ] } }';
    const visited = 'import "cuckoo" rule visited { condition: cuckoo.network.http_request(/example/) }';
    await create({ 'cuckoo.yar': visited, 'report.json': report });
    const { stdout } = await workspace.run('scan', 'cuckoo.yar', 'd/none', '-x', 'cuckoo=report.json');
    expect(stdout).toBe('visited d/none\n');
    expect((await workspace.run('scan', 'cuckoo.yar', 'd/none')).stdout).toBe('');
    expect(await workspace.run('scan', 'cuckoo.yar', 'd/none', '-x', 'cuckoo')).toMatchObject({ code: 2, stdout: '' });
  });

  test('prints the keys of xor and what modules know of a file', async () => {
    const string = 'rule a { strings: $x = "secret" xor(1-255) condition: console.log("seen ", filesize) and $x }';
    await create({ 'x.yar': `import "console" import "tests" ${string}` });
    const { stdout, stderr } = await workspace.run('scan', 'x.yar', 'd/xored', '-s', '-X', '-D');
    const key = version.startsWith('4.2') ? '' : ':xor(0x07,secret)';
    expect(stdout).toBe(`a d/xored\n0x1:$x${key}: tbdubs\n`);
    expect(stderr).toMatch(/^d\/xored: seen 8$/m);
    expect(stderr).toMatch(/^d\/xored:\ntests\n/m);
  });

  test('says that this libyara can not tell what rules cost', async () => {
    await create();
    const { code, stderr } = await workspace.run('scan', 'r.yar', 'd', '--profile');
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr: 'No rule has a cost: this libyara was built without profiling.\n',
    });
  });

  test('counts the rules that match', async () => {
    await create();
    const { stdout } = await workspace.run('scan', 'r.yar', 'd', '-c');
    expect(sorted(stdout)).toEqual(['d/a.txt: 1', 'd/empty: 1', 'd/none: 0', 'd/xored: 1']);
    const args = ['scan', 'r.yar', 'd', '-c', '--store', 'scans.sqlite'];
    expect(sorted((await workspace.run(...args)).stdout)).toEqual(sorted(stdout));
    expect((await workspace.run('history', 'show', '--store', 'scans.sqlite', '-c')).stdout).not.toContain('none');
  });

  it.skipIf(path === undefined || process.platform !== 'linux')('scans the memory of processes', async () => {
    await create({ 'p.yar': 'rule memory { strings: $a = "CRYPTEX-PROCESS-PROBE" condition: $a }' });
    const child = spawn('/bin/sh', ['-c', 'read -r line', 'CRYPTEX-PROCESS-PROBE']);
    try {
      const pid = String(child.pid);
      const { code, stdout, stderr } = await workspace.run('scan', 'p.yar', '--pid', pid, '--pid', '4194999');
      expect({ code, stdout }).toEqual({ code: 2, stdout: `memory pid:${pid}\n` });
      expect(stderr).toMatch(/^error: pid:4194999: /);
      const sarif = await workspace.run('scan', 'p.yar', '--pid', pid, '--format', 'sarif');
      expect(sarif.stdout).toContain(`"uri":"pid:${pid}"`);
    } finally {
      child.kill();
    }
  });

  test('scans what has changed since, and answers for the rest', async () => {
    await create();
    const scan = async (...args: string[]) => {
      const { stdout } = await workspace.run('scan', 'r.yar', 'd', '-s', '--format', 'json', ...args);
      return JSON.parse(stdout) as { matches: unknown[]; summary: { files: number; cached?: number } };
    };
    const first = await scan();
    const second = await scan();
    expect(second.matches).toEqual(expect.arrayContaining(first.matches));
    expect(second.summary).toMatchObject({ files: 4, cached: 4 });
    await workspace.write({ 'd/none': 'hello' });
    expect((await scan()).summary).toMatchObject({ files: 4, cached: 3, matches: 4 });
    expect((await scan('--no-cache')).summary).not.toHaveProperty('cached');
  });

  posixTest('lets nothing through that a terminal obeys', async () => {
    const hostile = 'd/\u001b[2J\u202etxt';
    await create({
      [hostile]: 'hello \u001b]0;title\u0007',
      'esc.yar': 'rule e { strings: $e = /\\x1b.{5}/ condition: $e }',
    });
    for (const format of ['text', 'ndjson', 'json']) {
      const { stdout, stderr } = await workspace.run('scan', 'esc.yar', 'd', 'd/\u001b[31m', '-s', '--format', format);
      expect(stdout).toContain(format === 'text' ? '\\x1b[2J\\u202etxt' : '\\u001b[2J\\u202etxt');
      // eslint-disable-next-line no-control-regex -- The characters in question.
      expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    }
  });
});
