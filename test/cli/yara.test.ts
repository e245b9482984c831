/** `cryptex yara` says what `yara` of the same version says: stdout, stderr and exit code. */
import { mkdir, symlink } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { original, ours, unordered } from './support/originals.ts';
import { Workspace } from './support/workspace.ts';

const main = `
import "console"
import "pe"
rule text : alpha beta { meta: author = "caf\u00e9 \\"q\\" \\\\ \\t" n = 7 neg = -3 yes = true no = false e = ""
  strings: $a = "program" nocase $w = "program" wide $p = "run" private $_u = "cannot" condition: any of them }
rule hexes : beta { strings: $h = { 70 72 6f 67 [0-80] 72 75 6e } $j = { 70 72 6f 67 72 61 6d } condition: any of them }
rule regex { strings: $r = /pro[a-z]+/ $ = /\\x00[A-Z]/ condition: any of them }
rule xored : gamma { strings: $x = "secret words" xor condition: $x }
rule nothing : alpha { strings: $a = "program" condition: #a > 1000 }
private rule hidden : alpha { condition: true }
rule always { condition: hidden }
rule logged : gamma { condition: console.log("size ", filesize) and filesize > 10 }
rule never { condition: false }
`;

const files = {
  'r.yar': main,
  'second.yar': 'rule second { strings: $s = "run" condition: $s } rule text2 : alpha { condition: filesize < 100 }',
  'external.yar': 'rule ext { condition: name == "x" or number > 5 or real > 1.5 or flag }',
  'warn.yar': 'rule warned { strings: $a = /a.*b/ $b = "x" condition: any of them }',
  'error.yar': 'rule ok { condition: true }\nrule broken {\n  condition: unknown }\nimport "nowhere"\n',
  'syntax.yar': 'rule a {\n condition true\n}\n',
  'sub/outer.yar': 'include "inner.yar"\nrule outer { condition: inner }',
  'sub/inner.yar': 'rule inner { condition: true }',
  'sub/bad.yar': 'include "badInner.yar"\n',
  'sub/badInner.yar': '\n\nrule inner { condition: nothing }',
  'missing.yar': 'include "none.yar"\n',
  'escape.yar': 'rule escape { strings: $a = /abc\\j/ condition: $a }',
  'deep.yar': 'rule deep { condition: for any i in (1, 2, 3, 4, 5, 6, 7, 8, 9) : (i == 9) }',
  'many.yar': 'rule many { strings: $a = "a" condition: $a }',
  'cuckoo.yar': 'import "cuckoo" rule visited { condition: cuckoo.network.http_request(/example/) }',
  'report.json': '{ "network": { "http": [ { "uri": "http://example.com/", "method": "GET" } ] } }',
  'broken.yarc': 'YARA nonsense',
  'noCompiled.yarc': 'something else',
  'd/one': 'MZ a Program that cannot be run\0A',
  'd/two': Buffer.from(`program ${'\u00e9'.repeat(50)} run`, 'latin1'),
  'd/empty': '',
  'd/xored': Uint8Array.from(Buffer.from('..secret words..'), (byte) => byte ^ 0x21),
  'd/wide': Buffer.from('program run', 'utf16le'),
  'd/sub/three': `program ${'x'.repeat(3000)} run`,
  'd/t\u00e4xt file': 'PROGRAM',
  '7': 'a file program that is called like a process',
  'a/many': 'a'.repeat(1_100_000),
  list: 'd/one\nd/none\nd/sub\n',
  atoms: Buffer.from([0x70, 0x72, 0x6f, 0x67, 1]),
};

/** The arguments of each run. Folders and lists without `-p 1` print in no order. */
const table: readonly string[] = [
  'r.yar d/one',
  'r.yar d/empty',
  'r.yar d/two -s',
  '-s r.yar d/one',
  '-sL r.yar d/one',
  '-L r.yar d/sub/three',
  '-gmes r.yar d/one',
  '-m r.yar d/two',
  '-g r.yar d/two',
  '-e r.yar d/two',
  '-e first:r.yar second:second.yar d/one',
  'r.yar second.yar d/one -e',
  'ns:r.yar ns:second.yar -e d/one',
  '-c r.yar d/one',
  '-c -t alpha r.yar d/one',
  '-cn r.yar d/one',
  '-n r.yar d/one',
  '-n -s r.yar d/one',
  '-n -t alpha r.yar d/one',
  '-t alpha r.yar d/one',
  '-t alpha -t gamma r.yar d/one',
  '--tag=beta r.yar d/one',
  '-i text r.yar d/one',
  '-i text -i regex -t gamma r.yar d/one',
  '--identifier=none r.yar d/one',
  '-l 1 r.yar d/one',
  '-l 2 -s r.yar d/one',
  '--max-rules=1 -n r.yar d/one',
  '-l 3 -c r.yar d/one',
  '-f -s r.yar d/two',
  '-w warn.yar d/one',
  'warn.yar d/one',
  '--fail-on-warnings warn.yar d/one',
  '--fail-on-warnings -w warn.yar d/one',
  '-ww warn.yar d/one',
  '-p 1 -p 1 warn.yar d/one',
  'error.yar d/one',
  'syntax.yar d/one',
  'r.yar error.yar d/one',
  'warn.yar absent.yar d/one',
  'absent.yar d/one',
  'ns:absent.yar d/one',
  'sub/outer.yar d/one',
  './sub/bad.yar d/one',
  'missing.yar d/one',
  'r.yar d/none',
  'r.yar',
  '',
  '-p 33 r.yar d',
  '-Q r.yar d/one',
  '--nothing r.yar d/one',
  '-l r.yar d/one',
  '-a',
  '--timeout r.yar d/one',
  '--threads=many r.yar d/one',
  '-p 0x2 r.yar d/one',
  'r.yar 7',
  'r.yar 4194305',
  '-d name=x -d number=1 -d real=0.5 -d flag=false external.yar d/one',
  '-d name=y -d number=6 -d real=0.5 -d flag=false external.yar d/one',
  '-d name=y -d number=1 -d real=2.5 -d flag=false external.yar d/one',
  '-d name=y -d number=1 -d real=1. -d flag=true external.yar d/one',
  '--define=name=a=b -d number=4294967303 -d real=.5 -d flag=true external.yar d/one',
  '-d name=x external.yar d/one',
  '-d name external.yar d/one',
  '-d name=x -d name=y -d number=1 -d real=0.5 -d flag=false external.yar d/one',
  '-d name=x -d number=1 -d real=0.5 -d flag=false -d name=y external.yar d/one',
  '-x cuckoo=report.json cuckoo.yar d/one',
  'cuckoo.yar d/one',
  '-x cuckoo=absent cuckoo.yar d/one',
  '-x cuckoo cuckoo.yar d/one',
  '-D r.yar d/one',
  '-S r.yar d/one',
  '-k 4 deep.yar d/one',
  '-k 100 deep.yar d/one',
  '--max-strings-per-rule=1 r.yar d/one',
  '--atom-quality-table=atoms second.yar d/one',
  '--atom-quality-table=absent second.yar d/one',
  'many.yar a/many',
  '-w many.yar a/many',
  '--fail-on-warnings many.yar a/many',
  '-C good.yarc d/one -s',
  '-C good.yarc -d name=x d/one',
  '-C broken.yarc d/one',
  '-C noCompiled.yarc d/one',
  '-C absent.yarc d/one',
  '-C good.yarc good.yarc d/one',
  '-C r.yar d/one',
  '-a 10 r.yar d/one',
  '-N r.yar d/one',
  '-p 1 -r r.yar d',
  '-p 1 r.yar d',
  '-p 1 r.yar d/',
  '-p 1 -r -s r.yar ./d',
  '-p 1 -rN r.yar d',
  '-p 1 -r -c r.yar d',
  '-p 1 -r -n r.yar d',
  '-p 1 -r -z 100 r.yar d',
  '-p 1 -r --skip-larger=31 r.yar d',
  '-p 1 --scan-list r.yar list',
  '-p 1 --scan-list -r r.yar list',
  '--scan-list r.yar d',
  '--scan-list r.yar absent',
  '-l 3 -p 1 -r r.yar d',
  '-p 1 -C -r good.yarc d -s',
  '-r -a 0 r.yar d',
  // Without `-p 1` rules may not log: `yara` then writes into its own lines.
  '-r second.yar d',
  '-r -s second.yar d',
  '-r -c second.yar d',
  '--scan-list -s second.yar list',
  '-r many.yar a',
  '-r --fail-on-warnings many.yar a',
  '-rk 4 deep.yar d',
];

/** Of 4.5 only. */
const later: readonly string[] = [
  '-E escape.yar d/one',
  'escape.yar d/one',
  '--strict-escape --fail-on-warnings escape.yar d/one',
  '-q r.yar d/one',
  '--disable-console-logs -s r.yar d/one',
  '-X r.yar d/xored',
  '-sXL r.yar d/xored',
  '-X r.yar d/two',
];

describe.each(await testLibraries())('cryptex yara and yara $version', (library) => {
  if (library.path === undefined) {
    it.skip('needs the library: npm run setup', () => undefined);
    return;
  }
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = await Workspace.create(library.path, files);
    await mkdir(workspace.path('d/folder'));
    await symlink('one', workspace.path('d/link'));
    await symlink('sub', workspace.path('d/linked'));
    await symlink('../sub/three', workspace.path('d/folder/elsewhere'));
    await symlink('.', workspace.path('d/here'));
    await symlink('absent', workspace.path('d/dangling'));
    const { code } = await original('yarac', library, ['-w', 'r.yar', 'good.yarc'], workspace.folder);
    expect(code).toBe(0);
  });
  afterAll(() => workspace.remove());

  const runs = [...table, ...(library.version.startsWith('4.5') ? later : [])];
  it.concurrent.each(runs)('%s', async (line) => {
    const args = line === '' ? [] : line.split(' ');
    const [theirs, own] = await Promise.all([
      original('yara', library, args, workspace.folder),
      ours('yara', args, workspace.options),
    ]);
    // The usage names the program as it is called.
    const usage = { ...own, stderr: own.stderr.replace('Usage: cryptex yara', 'Usage: yara') };
    const ordered = !line.includes('-r') && !line.includes('scan-list') && !/ \.?\/?d\/?$/.test(line);
    if (ordered || line.includes('-p 1')) expect(usage).toEqual(theirs);
    else expect(unordered(usage)).toEqual(unordered(theirs));
  });

  it('prints the version and the modules', async () => {
    expect(await ours('yara', ['-v'], workspace.options)).toEqual({
      code: 0,
      stdout: `${library.version}\n`,
      stderr: '',
    });
    const names = (await ours('yara', ['-M'], workspace.options)).stdout.split('\n');
    expect(names).toEqual(expect.arrayContaining(['pe', 'elf', 'console']));
  });

  it('scans the memory of a process', async () => {
    await workspace.write({ 'process.yar': 'rule memory { strings: $a = "CRYPTEX-PROCESS-PROBE" condition: $a }' });
    const { spawn } = await import('node:child_process');
    const child = spawn('/bin/sh', ['-c', 'read -r line', 'CRYPTEX-PROCESS-PROBE']);
    try {
      const args = ['process.yar', String(child.pid)];
      const theirs = await original('yara', library, args, workspace.folder);
      expect(await ours('yara', args, workspace.options)).toEqual(theirs);
      expect(theirs.stdout).toContain('memory ');
    } finally {
      child.kill();
    }
  });
});
