/** Where libyara is looked for, and what is said of each candidate that doesn't do. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineError } from '../../server/src/common/errors.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { forEachLibrary } from './libraries.ts';

const folder = mkdtempSync(join(tmpdir(), 'cryptex-find-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Workers inherit the environment; the machine's own libraries must not decide these tests.
beforeEach(() => vi.stubEnv('CRYPTEX_CACHE', join(folder, 'no-cache')));
afterEach(() => vi.unstubAllEnvs());

async function find(libyara?: string): Promise<{ path: string; outcomes: string[]; message?: string }> {
  await using pool = new WorkerPool({ workers: 1, libyara });
  try {
    const { path, candidates } = await pool.ready();
    return { path, outcomes: candidates.map(({ origin, outcome }) => `${origin}: ${outcome}`) };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    expect(error.code).toBe('engine-missing');
    const outcomes = (error.candidates ?? []).map(({ origin, outcome }) => `${origin}: ${outcome}`);
    return { path: '', outcomes, message: error.message };
  }
}

forEachLibrary((library) => {
  it('takes the setting before the environment', async () => {
    vi.stubEnv('CRYPTEX_LIBYARA', '/nonsense.so');
    expect(await find(library.path)).toMatchObject({ path: library.path });
  });

  it('takes the environment', async () => {
    vi.stubEnv('CRYPTEX_LIBYARA', library.path);
    expect(await find()).toMatchObject({ path: library.path, outcomes: ['environment: used'] });
  });

  it('takes a copy from the cache', async () => {
    const cache = join(folder, `cache-${library.version}`);
    const path = join(cache, 'debian/libyara/root/usr/lib/x86_64-linux-gnu', library.path.split('/').at(-1) ?? '');
    mkdirSync(dirname(path), { recursive: true });
    copyFileSync(library.path, path);
    vi.stubEnv('CRYPTEX_CACHE', cache);
    expect(await find()).toMatchObject({ path, outcomes: ['cache: used'] });
  });

  it('finds a library that LD_LIBRARY_PATH leads to', async () => {
    vi.stubEnv('LD_LIBRARY_PATH', dirname(library.path));
    expect(await find()).toMatchObject({ path: library.path, outcomes: ['system: used'] });
  });

  it('tells the version without help of a package', async () => {
    const path = join(folder, `copy-${library.version}.so`);
    copyFileSync(library.path, path);
    await using pool = new WorkerPool({ workers: 1, libyara: path });
    const { version, layout } = await pool.ready();
    expect([version, layout]).toEqual(library.version === '4.2.3' ? ['4.2', '4.2–4.3'] : ['4.5', '4.4–4.5']);
  });
});

describe.skipIf(process.platform !== 'linux')('a named file that is of no use is an error about that file', () => {
  it.for<[string, () => string, string, RegExp]>([
    ['that is absent', () => '/absent/libyara.so', 'missing', /There is no such file/],
    ['that is a folder', () => folder, 'not loadable', /not a file/],
    [
      'that is text',
      () => written('text.so', 'nothing but text\n'),
      'not loadable',
      /invalid ELF header|file too short/,
    ],
    ['that is cut off', () => cutOff(), 'not loadable', /./],
    ['that is another library', () => 'libc', 'not libyara', /none of the functions of libyara/],
  ])('%s', async ([, make, outcome, detail]) => {
    const made = make();
    const path = made === 'libc' ? systemLibrary('libc.so.6') : made;
    const { message, outcomes } = await find(path);
    expect(outcomes).toEqual([`setting: ${outcome}`]);
    expect(message).toContain(`The setting yara.libyara.path or --libyara names ${path}, which can't be used.`);
    expect(message).toMatch(detail);
  });

  it('says that it is the environment variable', async () => {
    vi.stubEnv('CRYPTEX_LIBYARA', '/absent/libyara.so');
    const { message } = await find();
    expect(message).toContain('The environment variable CRYPTEX_LIBYARA names /absent/libyara.so');
  });

  const hasCompiler = spawnSync('gcc', ['--version']).status === 0;
  describe.skipIf(!hasCompiler)(hasCompiler ? 'stand-ins' : 'stand-ins (gcc is needed to build them)', () => {
    it('an old libyara lacks functions', async () => {
      const path = build('old', ['yr_initialize', 'yr_compiler_create', 'yr_rules_save']);
      expect(await find(path)).toMatchObject({ outcomes: ['setting: unsupported'] });
      expect((await find(path)).message).toMatch(/lacks a function .*libyara 4\.2 to 4\.5 is supported/);
    });

    it('functions that do not do their work are noticed', async () => {
      const { message, outcomes } = await find(build('strange', functions));
      expect(outcomes).toEqual(['setting: unsupported']);
      expect(message).toMatch(/libyara gave up without a message\. libyara 4\.2 to 4\.5 is supported/);
    });

    forEachLibrary((library) => {
      it.for<[string, number, RegExp]>([
        ['rules', 48, /The scan context has an unknown layout/],
        ['matches', 160, /The probe rule read back wrong/],
      ])('a scan context with its %s elsewhere, as in 4.1, is noticed', async ([field, offset, said]) => {
        // Only this function is its own; the others are found in the library that it is linked with.
        const path = build(
          `moved-${field}-${library.version}`,
          [],
          `#define _GNU_SOURCE
           #include <dlfcn.h>
           #include <string.h>
           static int (*told)(void *, int, void *, void *);
           static char zeros[4096];
           static int tell(void *context, int message, void *data, void *user) {
             char moved[512] = {0};
             memcpy(moved, context, 184);
             *(void **)(moved + ${offset}) = zeros;
             return told(moved, message, data, user);
           }
           void yr_scanner_set_callback(void *scanner, void *callback, void *user) {
             void (*set)(void *, void *, void *) = dlsym(RTLD_NEXT, "yr_scanner_set_callback");
             told = callback;
             set(scanner, tell, user);
           }`,
          ['-Wl,--no-as-needed', library.path, `-Wl,-rpath,${dirname(library.path)}`, '-ldl'],
        );
        const { message, outcomes } = await find(path);
        expect(outcomes).toEqual(['setting: unsupported']);
        expect(message).toMatch(said);
      });

      it('a copy that was not installed finds the libraries beside it', async () => {
        const beside = join(folder, `beside-${library.version}`);
        mkdirSync(beside);
        const made = (name: string, code: string, linked: readonly string[]) => {
          const built = build(name.replace(/\W/g, '-'), [], code, [
            `-Wl,-soname,${name}`,
            '-Wl,--no-as-needed',
            ...linked,
          ]);
          const path = join(beside, name);
          copyFileSync(built, path);
          return path;
        };
        // The first by name needs the second.
        const second = made('libsecond.so.2', 'int second() { return 2; }', []);
        const first = made('libfirst.so.1', 'extern int second(); int first() { return second(); }', [second]);
        const real = [library.path, `-Wl,-rpath,${dirname(library.path)}`];
        const path = made('libyara.so.7', 'extern int first(); int own() { return first(); }', [first, ...real]);
        expect(await find(path)).toEqual({ path, outcomes: ['setting: used'] });
      });

      it('the search goes on after candidates that do not do', async () => {
        const deadly = build('deadly', functions, 'void yr_initialize() { *(volatile int *)8 = 1; }');
        const search = join(folder, `search-${library.version}`);
        const [first, second, third] = ['1', '2', '3'].map((name) => join(search, name)) as [string, string, string];
        for (const path of [first, second, third]) mkdirSync(path, { recursive: true });
        writeFileSync(join(first, 'libyara.so'), 'text');
        symlinkSync(deadly, join(second, 'libyara.so'));
        symlinkSync(library.path, join(third, 'libyara.so'));
        vi.stubEnv('LD_LIBRARY_PATH', [first, second, third].join(':'));
        expect(await find()).toEqual({
          path: join(third, 'libyara.so'),
          outcomes: ['system: not loadable', 'system: unsupported', 'system: used'],
        });
      });
    });

    it('a library that ends the process is left out', async () => {
      const { message, outcomes } = await find(
        build('deadly', functions, 'void yr_initialize() { *(volatile int *)8 = 1; }'),
      );
      expect(outcomes).toEqual(['setting: unsupported']);
      expect(message).toMatch(/ended with signal SIGSEGV while it was tried/);
    });
  });
});

const functions = [
  ...['yr_initialize', 'yr_finalize', 'yr_set_configuration', 'yr_compiler_create', 'yr_compiler_destroy'],
  ...['yr_compiler_set_callback', 'yr_compiler_set_include_callback', 'yr_compiler_add_file', 'yr_compiler_add_fd'],
  ...['yr_compiler_get_rules', 'yr_rules_save', 'yr_rules_load', 'yr_rules_destroy', 'yr_scanner_create'],
  ...['yr_scanner_destroy', 'yr_scanner_set_callback', 'yr_scanner_set_timeout', 'yr_scanner_set_flags'],
  ...['yr_scanner_scan_mem', 'yr_scanner_scan_file', 'yr_scanner_scan_proc', 'yr_rules_get_stats', 'yr_free'],
  ...['yr_scanner_last_error_rule', 'yr_scanner_last_error_string', 'yr_scanner_get_profiling_info'],
  ...['yr_scanner_reset_profiling_info', 'yr_object_print_data', 'yr_compiler_load_atom_quality_table'],
  ...['integer', 'boolean', 'float', 'string'].flatMap((type) =>
    ['compiler', 'scanner'].map((owner) => `yr_${owner}_define_${type}_variable`),
  ),
];

/** Builds a library of functions that return 1, but for those that `own` has. */
function build(name: string, names: readonly string[], own = '', linked: readonly string[] = []): string {
  const source = join(folder, `${name}.c`);
  const stubs = names.filter((stub) => !own.includes(` ${stub}(`));
  const body = { yr_initialize: 'return 0;', yr_compiler_create: 'return 0;' } as Readonly<Record<string, string>>;
  writeFileSync(source, [own, ...stubs.map((stub) => `int ${stub}() { ${body[stub] ?? 'return 1;'} }`)].join('\n'));
  const path = join(folder, `${name}.so`);
  execFileSync('gcc', ['-shared', '-fPIC', '-w', '-o', path, source, ...linked]);
  return path;
}

function written(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function cutOff(): string {
  return written('cut.so', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(100)]));
}

function systemLibrary(name: string): string {
  const listing = execFileSync('/sbin/ldconfig', ['-p'], { encoding: 'utf8' });
  return new RegExp(`${name.replaceAll('.', '\\.')} .*=> (.+)`).exec(listing)?.[1] ?? '';
}
