/** `cryptex dict` as a process, over source files. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workspace } from './support/workspace.ts';

const scanner = `#include "scan.h"

/** Scans a file and tells the caller. */
int scan_file(const char* path)
{
  int fd = open_source(path);
  if (fd < 0)
    return ERROR_NO_FILE;
  return feed(fd);
}

static int open_source(const char* path)
{
  return open(path, 0);
}
`;

// Vitest's own give `any`.
const stringContaining = (text: string): unknown => expect.stringContaining(text);
const stringMatching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('cryptex dict', () => {
  let workspace: Workspace;
  const dict = (...args: readonly string[]) => workspace.run('dict', ...args);

  beforeAll(async () => {
    workspace = await Workspace.create('none', {
      '.cryptex/.keep': '',
      CODEOWNERS: '*.py @tools\n',
      'src/scan.c': scanner,
      'src/feed.c': 'int feed(int fd)\n{\n  return read_all(fd);\n}\n',
      'win/scan.c': 'static int open_source(const char* path)\n{\n  return CreateFile(path);\n}\n',
      'tool.py': 'def run():\n    """Runs it all."""\n    return 1\n',
      'broken.c': 'int half(int a)\n{\n  return a;\n}\nint ((;\n',
    });
  });
  afterAll(() => workspace.remove());

  it('has none before the first index', async () => {
    for (const args of [['search', 'x'], ['stats'], ['validate'], ['export', '-'], ['deps', 'x']]) {
      expect(await dict(...args)).toMatchObject({ code: 2, stderr: stringContaining('cryptex dict index') });
    }
  });

  it('indexes, tells what could not be parsed, and the second time that nothing has changed', async () => {
    const first = await dict('index');
    expect(first).toMatchObject({
      code: 0,
      stdout: stringMatching(/^\d+ entries: \d+ new; 5 files read, 0 as they were/),
    });
    expect(first.stderr).toContain('broken.c: One place could not be parsed');
    const again = await dict('index', '.', '--format', 'json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      files: { read: 0, unchanged: 5, gone: 0 },
      entries: { added: 0, changed: 0 },
    });
  });

  it('finds entries by words, and by each of their names', async () => {
    const { stdout, code } = await dict('search', 'scan', 'file');
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^Streetlight-\S+ {2}function scan_file {2}src\/scan\.c:4 {2}Scans a file/);
    expect(await dict('search', 'nothingofthatname')).toMatchObject({ code: 1, stdout: '' });
    const json = JSON.parse((await dict('search', 'run', '-n', '1', '--format', 'json')).stdout) as object[];
    expect(json).toHaveLength(1);
    expect((await dict('show', 'scan_file')).stdout).toContain('signature: int scan_file(const char* path)');
    expect((await dict('show', 'run')).stdout).toContain('owner: @tools');
  });

  it('lists those of one name, and takes none of them', async () => {
    const both = await dict('show', 'open_source');
    expect(both).toMatchObject({ code: 1, stderr: stringContaining('several entries') });
    expect(both.stdout.split('\n').filter((line) => line.includes('open_source'))).toHaveLength(2);
    expect((await dict('annotate', 'open_source', '--risk', 'high')).code).toBe(1);
    expect((await dict('show', 'no_such')).code).toBe(1);
  });

  it('takes down what somebody says, under a name, and keeps the earlier codename', async () => {
    const written = await dict(
      'annotate',
      'feed',
      '--summary',
      'Hands all of it over.',
      '--status',
      'porting',
      '--tag',
      'io',
      '--tag',
      'hot',
      '--codename',
      'Streetlight-Feeder',
      '--by',
      'Ann',
    );
    expect(written.stdout).toContain('summary: Hands all of it over. (human, Ann)');
    const [, before = ''] = /\n {2}also: (\S+)/.exec(written.stdout) ?? [];
    expect((await dict('show', before)).stdout).toContain('Streetlight-Feeder');
    expect((await dict('annotate', 'feed')).code).toBe(2);
    expect((await dict('annotate', 'feed', '--status', 'done')).code).toBe(2);
    expect((await dict('annotate', 'feed', '--codename', 'a b')).code).toBe(2);
    await workspace.write({ 'src/feed.c': 'int feed(int fd)\n{\n  return read_some(fd);\n}\n' });
    expect((await dict('index')).code).toBe(0);
    const shown = await dict('show', 'feed');
    expect(shown.stdout).toContain('the body has changed since that was written');
    expect(shown.stdout).toContain('tags: io, hot');
  });

  it('draws what hangs together', async () => {
    const uses = await dict('deps', 'scan_file', '--depth', '2');
    expect(uses.stdout).toMatch(/^ {2}call Streetlight-Feeder/m);
    expect(uses.stdout).toMatch(/^ {4}call read_some$/m);
    const users = await dict('deps', 'feed', '--reverse');
    expect(users.stdout).toMatch(/^ {2}call Streetlight-\S+ {2}scan_file/m);
    expect((await dict('deps', 'feed', '--format', 'dot')).stdout).toMatch(
      /^digraph cryptex \{\n[^]*label="Streetlight-Feeder"/,
    );
    expect((await dict('deps', 'scan_file', '--format', 'mermaid')).stdout).toMatch(/^flowchart LR\n[^]*n\d+ --> n\d+/);
    expect(JSON.parse((await dict('deps', 'feed', '--format', 'json')).stdout)).toHaveProperty('nodes');
  });

  it('goes out to a file and comes in elsewhere', async () => {
    expect(await dict('export', 'out.json')).toMatchObject({ code: 0, stdout: '' });
    const { stdout } = await dict('import', 'out.json', '--store', 'other.sqlite');
    expect(stdout).toMatch(/^\d+ added, 0 changed, 0 as they were, 0 skipped$/m);
    await dict('export', 'again.json', '--store', 'other.sqlite');
    expect(await readFile(workspace.path('again.json'), 'utf8')).toBe(
      await readFile(workspace.path('out.json'), 'utf8'),
    );
    expect((await dict('export', '-', '--format', 'markdown')).stdout).toContain('| Streetlight-Feeder | feed |');
    await workspace.write({ 'bad.json': '{"entries": 3}' });
    expect(await dict('import', 'bad.json')).toMatchObject({ code: 2, stderr: stringContaining('entries') });
    expect((await dict('export', 'no/such/folder.json')).code).toBe(2);
    expect((await dict('export', 'out.json', '--format', 'xml')).code).toBe(2);
  });

  it('counts, and says what is not true any more', async () => {
    expect((await dict('stats')).stdout).toMatch(/^statuses: .*porting \(1\)/m);
    expect(await dict('validate')).toMatchObject({ code: 0, stdout: stringContaining('entries are fine') });
    await workspace.write({ 'tool.py': '\n\ndef run():\n    """Runs it all."""\n    return 1\n' });
    const { code, stdout } = await dict('validate');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^tool\.py:1: \S+: its span is not true/m);
  });

  it('refuses another code base in the same store', async () => {
    await workspace.write({ 'elsewhere/a.c': 'int f(void)\n{\n  return 1;\n}\n' });
    const other = await Workspace.create('none', { 'a.c': 'int g(void)\n{\n  return 1;\n}\n' });
    try {
      expect(await dict('index', other.folder, '--store', '.cryptex/cryptex.sqlite')).toMatchObject({
        code: 2,
        stderr: stringContaining('This store has the dictionary of'),
      });
    } finally {
      await other.remove();
    }
  });
});
