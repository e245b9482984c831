/** The audit of small trees: what counts, what people say, and what becomes of it. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { reportOf } from '../../../server/src/gap/report/report.ts';
import type { RuleFileReadiness } from '../../../server/src/protocol/readiness.ts';
import { Audited, settings } from './support.ts';

const c = {
  'src/arena.c': `
/* Takes memory. */
int sf_arena_allocate(struct arena *arena, unsigned long size) {
  if (size > 65519) { fail("arena: allocation is too large"); return -1; }
  return arena->used += size;
}
int sf_arena_trim(struct arena *arena) { return arena->used = 0; }
`,
  'src/legacy.c': 'int sf_old_checksum(int a) { return a * 31 + 7919; }\n',
};
const rust = {
  'port/arena.rs': `
pub struct Arena { used: usize }
impl Arena {
    pub fn allocate(&mut self, size: usize) -> Result<usize, Error> {
        if size > 65519 { return Err(Error::new("arena: allocation is too large")); }
        self.used += size;
        Ok(self.used)
    }
}
`,
};

const entryStatuses = async (audited: Audited): Promise<Record<string, string>> => {
  const found = await Promise.all(
    ['sf_arena_allocate', 'sf_arena_trim', 'sf_old_checksum', 'Arena::allocate', 'arena.c', 'legacy.c'].map((name) =>
      audited.dictionary.find(name),
    ),
  );
  return Object.fromEntries(found.flatMap((some) => some.map(({ qualifiedName, status }) => [qualifiedName, status])));
};

describe('an audit', () => {
  it('tells the status of components and entries, with reasons', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    const { totals } = await audited.run();
    expect(totals).toMatchObject({ components: 2, inProgress: 1, pending: 1, functions: 3, ported: 1 });
    const component = await audited.component('src/arena.c');
    expect(component).toMatchObject({ status: 'in_progress', functions: 2, ported: 1, ports: ['port/arena.rs'] });
    const fn = await audited.function('src/arena.c', 'sf_arena_allocate');
    expect(fn).toMatchObject({ state: 'ported', match: { port: 'port/arena.rs#Arena::allocate', line: 4 } });
    const reasons = fn.match?.evidence.map(({ reason }) => reason) ?? [];
    expect(reasons).toContain('both say “arena allocation is too large”');
    expect(reasons).toContain('both use 65519');
    expect(await entryStatuses(audited)).toEqual({
      sf_arena_allocate: 'ported',
      sf_arena_trim: 'legacy',
      sf_old_checksum: 'legacy',
      'Arena::allocate': 'native',
      'arena.c': 'porting',
      'legacy.c': 'legacy',
    });
  });

  it('gives the same twice, but for the time, and keeps the time of what has not changed', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    const first = await audited.run();
    const second = await audited.run();
    const timeless = (result: typeof first): object => ({ ...reportOf(result, '1'), generated_at: '' });
    expect(timeless(second)).toEqual(timeless(first));
    expect(await audited.audit.runs()).toHaveLength(1);
    await audited.write('src/legacy.c', 'int sf_old_checksum(int a) { return a; }\nint sf_new(void) { return 1; }\n');
    const third = await audited.run();
    const times = (result: typeof first): string[] => result.components.map(({ component }) => component.updatedAt);
    expect(times(second)).toEqual(times(first));
    expect(times(third)[1]).not.toBe(times(first)[1]);
    expect(await audited.audit.runs()).toHaveLength(2);
  });

  it('follows a port that goes', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    await rm(join(audited.root, 'port/arena.rs'));
    await audited.run();
    expect(await audited.component('src/arena.c')).toMatchObject({ status: 'pending', ported: 0, ports: [] });
    expect((await entryStatuses(audited))['sf_arena_allocate']).toBe('legacy');
  });

  it('leaves out what nobody ports, and says why', async () => {
    const code = 'int f(void) { return 1; }\n';
    await using audited = await Audited.create({
      ...c,
      ...{ 'vendor/z.c': code, 'src/parser.tab.c': code, 'tests/t.c': code, 'test_x.py': 'def f(): pass\n' },
      ...{ 'src/only.h': 'int f(void);\n', 'attic/old.c': code, 'src/y.c': `/* made by GNU Bison */\n${code}` },
    });
    const result = await audited.run({ settings: { ...settings, exclude: ['attic/'] } });
    expect(result.components.map(({ component }) => component.component)).toEqual(['src/arena.c', 'src/legacy.c']);
    expect(result.leftOut).toEqual([
      { path: 'attic/old.c', reason: 'excluded by the settings' },
      { path: 'src/parser.tab.c', reason: 'generated' },
      { path: 'src/y.c', reason: 'generated' },
      { path: 'test_x.py', reason: 'test' },
      { path: 'tests/t.c', reason: 'test' },
      { path: 'vendor/z.c', reason: 'vendored' },
    ]);
  });

  it('has everything pending without a target, and nothing without legacy code', async () => {
    await using audited = await Audited.create(c);
    expect(await audited.run()).toMatchObject({ targetFunctions: 0, totals: { pending: 2, ported: 0 } });
    await using empty = await Audited.create(rust);
    expect((await empty.run()).totals).toMatchObject({ components: 0, functions: 0 });
  });

  it('counts sources that do not parse, and says so', async () => {
    await using audited = await Audited.create({
      ...c,
      'src/bad.c': 'int good(void) { return 1; }\nint bad( { ][ (\n',
    });
    const { unparsed } = await audited.run();
    expect(unparsed.map(({ file }) => file)).toEqual(['src/bad.c']);
    expect(await audited.component('src/bad.c')).toMatchObject({ syntaxErrors: true, risk: 'medium' });
    expect((await audited.run()).unparsed).toHaveLength(1);
  });

  it('takes a script without functions as a component', async () => {
    await using audited = await Audited.create({
      'run.ps1': 'Write-Output "scan"\nGet-ChildItem | ForEach-Object { $_ }\n',
    });
    await audited.run();
    expect(await audited.component('run.ps1')).toMatchObject({
      language: 'powershell',
      functions: 1,
      status: 'pending',
    });
  });

  it('makes for another target when asked', async () => {
    await using audited = await Audited.create({
      ...c,
      'port/arena.ts':
        'export class Arena {\n allocate(size: number) { if (size > 65519) throw new Error("arena: allocation is too large"); }\n}\n',
    });
    const result = await audited.run({ settings: { ...settings, target: 'typescript' } });
    expect(await audited.component('src/arena.c')).toMatchObject({ ported: 1, ports: ['port/arena.ts'] });
    const [first] = reportOf(result, '1').components;
    expect([first?.target_status, first?.rust_status]).toEqual(['in_progress', undefined]);
  });

  it('takes rules for ported that YARA-X takes', async () => {
    const rules = 'rule good { condition: true }\nrule bad { condition: entrypoint == 1 }\n';
    await using audited = await Audited.create({ 'rules/a.yar': rules });
    const path = join(audited.root, 'rules/a.yar');
    const readiness: RuleFileReadiness = {
      ...{ path, status: 'in_progress', rules: 2, readyRules: 1 },
      ...{ libyara: { verdict: 'compiles', errors: [] }, yaraX: { verdict: 'compiles' } },
      refusals: [
        {
          kind: 'entrypoint',
          code: 'E017',
          file: path,
          line: 2,
          column: 23,
          endColumn: 33,
          rule: 'bad',
          message: 'unsupported',
        },
      ],
    };
    await audited.run({
      judgeRules: async function* () {
        yield await Promise.resolve(readiness);
      },
    });
    expect(await audited.component('rules/a.yar')).toMatchObject({
      language: 'yara',
      status: 'in_progress',
      ported: 1,
    });
    expect(await audited.function('rules/a.yar', 'bad')).toMatchObject({
      state: 'missing',
      note: 'YARA-X: unsupported',
    });
    // A decision asks no engine: what is known of rules stays.
    await audited.audit.decide([{ kind: 'responsible', of: 'rules/a.yar', responsible: 'Ada' }], 'Ada');
    expect(await audited.component('rules/a.yar')).toMatchObject({ ported: 1, responsible: 'Ada' });
  });

  it('says of rules that they were not judged where there is no engine', async () => {
    await using audited = await Audited.create({ 'a.yar': 'rule a { condition: true }\n' });
    await audited.run();
    expect(await audited.function('a.yar', 'a')).toMatchObject({
      state: 'missing',
      note: 'not judged: there is no libyara',
    });
  });
});

describe('what people say', () => {
  it('confirms a port, which drifts when the legacy body changes', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    await audited.audit.decide([{ kind: 'confirm', of: 'src/arena.c#sf_arena_allocate' }], 'Ada');
    const fn = await audited.function('src/arena.c', 'sf_arena_allocate');
    expect(fn).toMatchObject({ state: 'ported', saidBy: 'Ada', isDrifted: false, match: { score: 1 } });
    await audited.write('src/arena.c', c['src/arena.c'].replace('> 65519', '> 4096'));
    await audited.run();
    expect(await audited.function('src/arena.c', 'sf_arena_allocate')).toMatchObject({
      state: 'ported',
      isDrifted: true,
    });
    expect(await audited.component('src/arena.c')).toMatchObject({ drifted: 1, risk: 'medium' });
    await audited.audit.decide([{ kind: 'confirm', of: 'src/arena.c#sf_arena_allocate' }], 'Ada');
    expect(await audited.component('src/arena.c')).toMatchObject({ drifted: 0 });
  });

  it('rejects a port for good, and takes that back', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    const of = 'src/arena.c#sf_arena_allocate';
    await audited.audit.decide([{ kind: 'reject', of }], 'Ada');
    expect((await audited.function('src/arena.c', 'sf_arena_allocate')).match?.port).not.toBe(
      'port/arena.rs#Arena::allocate',
    );
    await audited.run();
    expect(await audited.function('src/arena.c', 'sf_arena_allocate')).toMatchObject({
      rejected: ['port/arena.rs#Arena::allocate'],
    });
    await audited.audit.decide([{ kind: 'undecided', of }], 'Ada');
    expect(await audited.function('src/arena.c', 'sf_arena_allocate')).toMatchObject({ state: 'ported', rejected: [] });
  });

  it('links, excludes, assigns and sets, with a history that tells who and when', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    const { audit } = audited;
    await audit.decide(
      [{ kind: 'confirm', of: 'src/legacy.c#sf_old_checksum', port: 'port/arena.rs#Arena::allocate' }],
      'Ada',
    );
    expect(await audited.component('src/legacy.c')).toMatchObject({ status: 'done', ported: 1 });
    await audit.decide([{ kind: 'exclude', of: 'src/arena.c#sf_arena_trim', reason: 'Drop does it' }], 'Bob');
    expect(await audited.component('src/arena.c')).toMatchObject({ functions: 1 });
    await audit.decide([{ kind: 'responsible', of: 'src/arena.c', responsible: 'Cleo' }], 'Bob');
    await audit.decide([{ kind: 'status', of: 'src/arena.c', status: 'done' }], 'Bob');
    expect(await audited.component('src/arena.c')).toMatchObject({
      status: 'done',
      statusBy: 'Bob',
      responsible: 'Cleo',
    });
    await audited.run();
    expect(await audited.component('src/arena.c')).toMatchObject({ status: 'done', responsible: 'Cleo', functions: 1 });
    const history = await audit.decisions('src/arena.c');
    expect(history.map(({ kind, value, by }) => [kind, value, by])).toEqual([
      ['exclude', 'Drop does it', 'Bob'],
      ['responsible', 'Cleo', 'Bob'],
      ['status', 'done', 'Bob'],
    ]);
    await audit.decide([{ kind: 'exclude', of: 'src/legacy.c', reason: 'nobody uses it' }], 'Bob');
    expect(await audited.component('src/legacy.c')).toMatchObject({ status: 'excluded', note: 'nobody uses it' });
  });

  it('is refused where it names what is not there, and changes nothing then', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await expect(audited.audit.decide([{ kind: 'undecided', of: 'src/arena.c' }], 'Ada')).rejects.toThrow(
      'no audit yet',
    );
    await audited.run();
    for (const change of [
      { kind: 'confirm', of: 'src/none.c' },
      { kind: 'confirm', of: 'src/legacy.c#sf_old_checksum', port: 'port/none.rs#f' },
      { kind: 'confirm', of: 'src/legacy.c#sf_old_checksum' },
      { kind: 'confirm', of: 'src/legacy.c#sf_old_checksum', port: 'src/arena.c#sf_arena_trim' },
      { kind: 'status', of: 'src/legacy.c', status: 'excluded' },
      { kind: 'exclude', of: 'src/legacy.c', reason: ' ' },
    ] as const)
      await expect(audited.audit.decide([change], 'Ada')).rejects.toMatchObject({ code: 'invalid' });
    expect(await audited.audit.decisions()).toEqual([]);
  });

  it('follows functions and files that are renamed, on both sides', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    const { audit } = audited;
    await audit.decide([{ kind: 'confirm', of: 'src/arena.c#sf_arena_allocate' }], 'Ada');
    await audit.decide([{ kind: 'responsible', of: 'src/arena.c', responsible: 'Cleo' }], 'Ada');
    await rm(join(audited.root, 'src/arena.c'));
    await rm(join(audited.root, 'port/arena.rs'));
    await audited.write('lib/pool.c', c['src/arena.c']);
    await audited.write('port/pool.rs', rust['port/arena.rs'].replace('fn allocate', 'fn take'));
    await audited.run();
    expect(await audited.component('lib/pool.c')).toMatchObject({ responsible: 'Cleo' });
    expect(await audited.function('lib/pool.c', 'sf_arena_allocate')).toMatchObject({
      ...{ saidBy: 'Ada', state: 'ported', isDrifted: false, match: { port: 'port/pool.rs#Arena::take' } },
    });
    expect((await audit.decisions('lib/pool.c')).map(({ kind }) => kind)).toEqual(['confirm', 'responsible']);
  });

  it('of a file is not said of the group that takes it in, nor the reverse', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    await audited.audit.decide([{ kind: 'exclude', of: 'src/legacy.c', reason: 'nobody calls it' }], 'Ada');
    await audited.write('.cryptex/gap-map.json', '{"version": 1, "components": [{"component": "src/"}]}');
    await audited.run();
    expect(await audited.component('src/')).toMatchObject({ status: 'in_progress' });
    await audited.audit.decide([{ kind: 'status', of: 'src/', status: 'done' }], 'Ada');
    await rm(join(audited.root, '.cryptex/gap-map.json'));
    await audited.run();
    expect((await audited.component('src/arena.c')).status).toBe('in_progress');
    expect((await audited.component('src/legacy.c')).status).toBe('excluded');
  });

  it('is taken back of a component with all that was said of its functions', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    const { audit } = audited;
    await audit.decide([{ kind: 'confirm', of: 'src/arena.c' }], 'Ada');
    await audit.decide([{ kind: 'responsible', of: 'src/arena.c', responsible: 'Cleo' }], 'Ada');
    await audit.decide([{ kind: 'undecided', of: 'src/arena.c' }], 'Ada');
    expect((await audited.function('src/arena.c', 'sf_arena_allocate')).saidBy).toBeUndefined();
    expect((await audited.component('src/arena.c')).responsible).toBeUndefined();
  });

  it('counts before markers and the map: what is rejected is not the port', async () => {
    const marked = {
      'port/arena.rs': rust['port/arena.rs'].replace('    pub fn', '    // ports: arena.c#sf_arena_trim\n    pub fn'),
    };
    await using audited = await Audited.create({ ...c, ...marked });
    await audited.run();
    expect(await audited.function('src/arena.c', 'sf_arena_trim')).toMatchObject({
      state: 'ported',
      match: { score: 1 },
    });
    await audited.audit.decide([{ kind: 'reject', of: 'src/arena.c#sf_arena_trim' }], 'Ada');
    expect((await audited.function('src/arena.c', 'sf_arena_trim')).state).not.toBe('ported');
  });

  it('names its subject also where the path has a #', async () => {
    await using audited = await Audited.create({ 'c#/arena.c': c['src/arena.c'], ...rust });
    await audited.run();
    await audited.audit.decide([{ kind: 'confirm', of: 'c#/arena.c#sf_arena_allocate' }], 'Ada');
    expect(await audited.function('c#/arena.c', 'sf_arena_allocate')).toMatchObject({
      isDrifted: false,
      saidBy: 'Ada',
    });
  });

  it('keeps a status of an entry that a person has set', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    await audited.run();
    const [entry] = await audited.dictionary.find('sf_arena_allocate');
    await audited.dictionary.annotate(entry?.id ?? 0, { status: 'verified' }, { by: 'Ada', source: 'human' });
    await rm(join(audited.root, 'port/arena.rs'));
    await audited.run();
    expect((await entryStatuses(audited))['sf_arena_allocate']).toBe('verified');
  });
});

describe('the map', () => {
  it('groups files, names who is responsible, excludes, and is told of what is not there by its lines', async () => {
    await using audited = await Audited.create({
      ...c,
      ...rust,
      'src/fmt/a.c': 'int a(void) { return 1; }\n',
      'src/fmt/b.py': 'def b(): pass\n',
    });
    const map = {
      version: 1,
      components: [
        { component: 'formats', paths: ['src/fmt/**'], responsible: 'formats team', note: 'soon' },
        { component: 'src/legacy.c', exclude: 'nobody uses it' },
        { component: 'src/gone.c', port: 'port/arena.rs' },
        { component: 'src/arena.c', port: 'port/gone.rs' },
      ],
      functions: [
        { function: 'src/arena.c#gone', port: null },
        { function: 'src/arena.c#sf_arena_trim', port: 'port/arena.rs#gone' },
      ],
    };
    await audited.write('.cryptex/gap-map.json', JSON.stringify(map, undefined, 1));
    const { problems } = await audited.run();
    expect(await audited.component('formats')).toMatchObject({
      ...{ language: 'mixed', paths: ['src/fmt/a.c', 'src/fmt/b.py'], responsible: 'formats team', functions: 2 },
    });
    expect(await audited.component('src/legacy.c')).toMatchObject({ status: 'excluded', note: 'nobody uses it' });
    const lines = JSON.stringify(map, undefined, 1).split('\n');
    const lineOf = (text: string): number => lines.findIndex((line) => line.includes(text));
    expect(problems.map(({ line }) => line)).toEqual([
      lineOf('src/gone.c'),
      lineOf('"src/arena.c"'),
      lineOf('#gone"'),
      lineOf('sf_arena_trim'),
    ]);
    expect(await audited.function('src/arena.c', 'sf_arena_trim')).toMatchObject({
      ...{ state: 'missing', note: 'port/arena.rs#gone is not there' },
    });
  });
});

describe('a repository that means harm', () => {
  it('has no program run that its configuration names', async () => {
    await using audited = await Audited.create(c);
    await audited.git('init', '-q');
    await audited.git('add', '.');
    await audited.git('commit', '-qm', 'one');
    await audited.write('src/legacy.c', `${c['src/legacy.c']}int sf_more(void) { return 2; }\n`);
    await audited.git('commit', '-qam', 'two');
    const blob = await audited.git('rev-parse', 'HEAD~1:src/legacy.c');
    await rm(join(audited.root, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    await audited.write('run.sh', '#!/bin/sh\ntouch "$(dirname "$0")/ran"\n');
    await chmod(join(audited.root, 'run.sh'), 0o755);
    for (const [key, value] of [
      ['core.repositoryformatversion', '1'],
      ['extensions.partialclone', 'origin'],
      ['remote.origin.promisor', 'true'],
      ['remote.origin.url', audited.root],
      ['remote.origin.uploadpack', join(audited.root, 'run.sh')],
    ] as const)
      await audited.git('config', key, value);
    await audited.run({ blame: true });
    expect(await readdir(audited.root)).not.toContain('ran');
  });

  it('does not make an audit take seconds by its text', async () => {
    const began = performance.now();
    const marker = `// ${'/ports:'.repeat(60_000)}\n`;
    const texts = `int f(void) { g("${`%${'0'.repeat(4000)}`.repeat(100)}"); return 1; }\n`;
    await using audited = await Audited.create({
      ...{ 'a.c': `${marker}${texts}int ${'X'.repeat(60_000)}(void) { return 1; }\n`, 'p.rs': `${marker}fn f() {}\n` },
      'p.py': `import ctypes\ndef f():\n  g("${'('.repeat(100_000)}")\n`,
    });
    const { unread } = await audited.run();
    expect(unread).toEqual([]);
    // The parser's clock for one file is 30 s; each of these took more before.
    expect(performance.now() - began).toBeLessThan(25_000);
  });
});

describe('an audit that is cancelled', () => {
  it('ends with that word, and the one before stays', async () => {
    await using audited = await Audited.create({ ...c, ...rust });
    const before = await audited.run();
    await audited.write('src/legacy.c', 'int sf_new(void) { return 1; }\n');
    const controller = new AbortController();
    const cancelled = audited.run({
      signal: controller.signal,
      settings: { ...settings, threshold: 0.1 },
      onProgress: () => controller.abort(),
    });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect(await audited.audit.components()).toEqual(before.components.map(({ component }) => component));
  });
});

describe('who is responsible', () => {
  it('is whom CODEOWNERS names, else who has written most of the lines', async () => {
    await using audited = await Audited.create({ ...c, CODEOWNERS: 'src/legacy.c @old-team\n' });
    await audited.git('init', '-q');
    await audited.git('add', '.');
    await audited.git('commit', '-qm', 'all');
    const { commit } = await audited.run({ blame: true });
    expect(commit).toBe(await audited.git('rev-parse', 'HEAD'));
    expect((await audited.component('src/legacy.c')).responsible).toBe('@old-team');
    expect((await audited.component('src/arena.c')).responsible).toBe('Ada');
  });

  it('is asked again while files are not committed', async () => {
    await using audited = await Audited.create(c);
    await audited.git('init', '-q');
    await audited.run({ blame: true });
    await audited.git('add', '.');
    await audited.git('commit', '-qm', 'all');
    await audited.run({ blame: true });
    expect((await audited.component('src/arena.c')).responsible).toBe('Ada');
  });

  it('is nobody without git, and where the history is cut off before the lines were written', async () => {
    await using audited = await Audited.create(c);
    expect((await audited.run({ blame: true })).commit).toBeUndefined();
    expect((await audited.component('src/arena.c')).responsible).toBeUndefined();
    await audited.git('init', '-q');
    await audited.git('add', 'src');
    await audited.git('commit', '-qm', 'all');
    const folder = await mkdtemp(join(tmpdir(), 'cryptex-shallow-'));
    try {
      await audited.write('src/new.c', 'int sf_new(void) { return 1; }\n');
      await audited.git('add', 'src');
      await audited.git('commit', '-qm', 'more');
      await promisify(execFile)('git', ['clone', '-q', '--depth', '1', `file://${audited.root}`, folder]);
      await using shallow = await Audited.create({}, folder);
      await shallow.run({ blame: true });
      expect((await shallow.component('src/arena.c')).responsible).toBeUndefined();
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
