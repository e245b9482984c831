import { chmod, mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { unpackContent } from '../../../server/src/cryptex/content.ts';
import { largestSource, readSources, type SourceLimits } from '../../../server/src/cryptex/extraction/sources.ts';
import { SpareProcess } from '../../../server/src/cryptex/extraction/spareProcess.ts';
import type { KnownSource, SourceEvent, SourceRequest } from '../../../server/src/cryptex/sourceEvents.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'cryptex-sources-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string | Buffer>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

async function read(request: Partial<SourceRequest> = {}, limits: SourceLimits = {}): Promise<SourceEvent[]> {
  const events: SourceEvent[] = [];
  const whole = { root, folder: '', known: new Map<string, KnownSource>(), exclude: [], workers: 2 };
  for await (const event of readSources({ ...whole, signal: new AbortController().signal, ...request }, limits))
    events.push(event);
  return events.sort((a, b) => (a.path < b.path ? -1 : 1));
}

const told = (events: readonly SourceEvent[]) => events.map(({ type, path }) => `${type} ${path}`);
const knownOf = (events: readonly SourceEvent[]) =>
  new Map<string, KnownSource>(events.flatMap((event) => (event.type === 'file' ? [[event.path, event]] : [])));
const faulty = join(import.meta.dirname, 'faultyWorker.ts');

describe('reading a code base', () => {
  it('gives what each source file defines, and takes no other files', async () => {
    await write({ 'a.c': 'int f(void) {}', 'lib/b.py': 'def g(): pass\n', 'notes.txt': 'int h(void) {}' });
    const events = await read();
    expect(told(events)).toEqual(['file a.c', 'file lib/b.py']);
    const [a] = events;
    if (a?.type !== 'file') throw new Error('no file');
    expect(unpackContent(a.packed.content)?.symbols.map(({ name }) => name)).toEqual(['a.c', 'f']);
    expect(a.size).toBe(14);
    expect(a.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it('leaves out what .gitignore files name, also those of folders, and lets them take back', async () => {
    await write({
      '.gitignore': 'build/\n*.gen.c\n/top.c\n',
      'top.c': '',
      'a.c': '',
      'a.gen.c': '',
      'build/b.c': '',
      'lib/top.c': '',
      'lib/.gitignore': '!kept.gen.c\nsecret.c\n',
      'lib/kept.gen.c': '',
      'lib/other.gen.c': '',
      'lib/secret.c': '',
      '.git/hooks/a.py': '',
      'node_modules/x/index.c': '',
    });
    expect(told(await read())).toEqual(['file a.c', 'file lib/kept.gen.c', 'file lib/top.c']);
    expect(told(await read({ folder: 'lib' }))).toEqual(['file lib/kept.gen.c', 'file lib/top.c']);
  });

  it('leaves out what the globs name', async () => {
    await write({ 'a.c': '', 'test/a.c': '', 'lib/b.c': '', 'lib/gen/c.c': '' });
    expect(told(await read({ exclude: ['test', 'lib/gen/**'] }))).toEqual(['file a.c', 'file lib/b.c']);
  });

  it('does not follow symbolic links, so cycles do no harm', async () => {
    await write({ 'lib/a.c': '' });
    await symlink('..', join(root, 'lib', 'up'));
    await symlink('a.c', join(root, 'lib', 'b.c'));
    await symlink('nowhere', join(root, 'c.c'));
    expect(told(await read())).toEqual(['file lib/a.c']);
  });

  it('reads again only what has changed', async () => {
    await write({ 'a.c': 'int a;', 'b.c': 'int b;', 'c.c': 'int c;' });
    const known = knownOf(await read());
    const soon = new Date(Date.now() + 5000);
    await write({ 'b.c': 'int b2;' });
    await utimes(join(root, 'c.c'), soon, soon);
    const events = await read({ known });
    expect(told(events)).toEqual(['unchanged a.c', 'file b.c', 'restamped c.c']);
    const { mtimeNs } = await stat(join(root, 'c.c'), { bigint: true });
    expect(events[2]).toMatchObject({ size: 6, modified: String(mtimeNs) });
  });

  it('starts no process when nothing has changed', async () => {
    await write({ 'a.c': 'int a;' });
    const known = knownOf(await read());
    expect(told(await read({ known }, { entry: join(root, 'not there.ts') }))).toEqual(['unchanged a.c']);
  });

  it('leaves out a file that is too large, with the reason', async () => {
    await write({ 'a.c': '', 'big.c': Buffer.alloc(largestSource + 1, ' ') });
    const events = await read();
    expect(told(events)).toEqual(['file a.c', 'leftOut big.c']);
    expect(events[1]).toMatchObject({ reason: 'It is larger than 8 MB.' });
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'keeps what is known of a folder that can not be read (not as root)',
    async () => {
      await write({ 'a.c': '', 'lib/b.c': '' });
      const known = knownOf(await read());
      await chmod(join(root, 'lib'), 0);
      expect(told(await read({ known }))).toEqual(['unchanged a.c', 'leftOut lib', 'leftOut lib/b.c']);
      await chmod(join(root, 'lib'), 0o755);
    },
  );

  it('tells a root that is not there', async () => {
    const [event, ...others] = await read({ root: join(root, 'nowhere') });
    expect(event).toMatchObject({ type: 'leftOut', path: '' });
    expect(others).toEqual([]);
  });

  it('tells how far it is', async () => {
    await write(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}.c`, `int f${at}(void) {}`])));
    const progress: { files: number; found: number }[] = [];
    await read({ onProgress: (each) => progress.push(each) });
    expect(progress.map(({ files }) => files)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1));
    expect(progress.at(-1)).toEqual({ files: 40, found: 40 });
  });

  it('ends with the reason when it is cancelled', async () => {
    await write(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`hang${at}.c`, ''])));
    const controller = new AbortController();
    const reading = read({ signal: controller.signal }, { entry: faulty });
    controller.abort(new Error('enough'));
    await expect(reading).rejects.toThrow('enough');
  });
});

describe('a file that the parser does not survive', () => {
  it.each([
    ['crash', 30_000, 'The parser could not cope with it: signal SIGABRT.'],
    ['hang', 1000, 'The parser could not cope with it: it took more than 1 seconds.'],
    ['nonsense', 30_000, 'The parser could not cope with it: it sent what is no message.'],
    ['memory', 30_000, 'The parser could not cope with it: signal SIGABRT.'],
  ])('fails alone: %s', async (fault, patience, reason) => {
    const good = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`f${at}.c`, `int f${at}(void) {}`]));
    await write({ ...good, [`f5${fault}.c`]: '', [`f9${fault}.c`]: '' });
    const events = await read({}, { patience, entry: faulty });
    const failed = events.filter(({ type }) => type !== 'file');
    expect(events).toHaveLength(32);
    expect(failed).toEqual([
      { type: 'leftOut', path: `f5${fault}.c`, reason },
      { type: 'leftOut', path: `f9${fault}.c`, reason },
    ]);
  });

  it('is told as an error when no process can run', async () => {
    await write(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`f${at}.c`, ''])));
    await expect(read({}, { entry: join(root, 'not there.ts') })).rejects.toThrow(/can't run/);
  });
});

describe('a process that is kept for the next reading', () => {
  const pidOf = ([event]: readonly SourceEvent[]): number =>
    event?.type === 'leftOut' ? Number(event.reason) : expect.fail('nothing was left out');

  it('reads again, and another takes its place when it is gone or busy with the end of a file', async () => {
    await write({ 'pid.c': '' });
    const spare = new SpareProcess();
    const limits = { entry: faulty, spare };
    const first = pidOf(await read({ workers: 1 }, limits));
    expect(pidOf(await read({ workers: 1 }, limits))).toBe(first);
    process.kill(first, 'SIGKILL');
    await expect.poll(() => isRunning(first)).toBe(false);
    const second = pidOf(await read({ workers: 1 }, limits));
    expect(second).not.toBe(first);
    await write({ 'crash.c': '' });
    expect((await read({ workers: 1 }, limits)).map(({ path }) => path)).toEqual(['crash.c', 'pid.c']);
    await rm(join(root, 'crash.c'));
    expect(pidOf(await read({ workers: 1 }, limits))).not.toBe(second);
  });

  it('is one, whatever was read', async () => {
    await write(Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`pid${at}.c`, ''])));
    const spare = new SpareProcess();
    const pids = new Set((await read({}, { entry: faulty, spare })).map((event) => pidOf([event])));
    await expect.poll(() => [...pids].filter(isRunning).length).toBe(1);
    spare.take({ reply: () => undefined, end: () => undefined })?.kill('the test is over');
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('a function as long as programs write them', () => {
  it('is read within the time that a file has', async () => {
    const calls = Array.from({ length: 20_000 }, (_, at) => `  call_${at}(${at});`).join('\n');
    await write({ 'long.c': `int f(void) {\n${calls}\n  return 0;\n}\n` });
    expect(told(await read())).toEqual(['file long.c']);
  });
});

describe('a file with the depth of a generated one', () => {
  it('fails alone or is read, and others go on', async () => {
    const deep = `int f(void) { return ${'('.repeat(50_000)}1${')'.repeat(50_000)}; }\n`;
    await write({ 'a.c': 'int a(void) {}', 'deep.c': deep, 'z.c': 'int z(void) {}' });
    const events = await read();
    expect(events.map(({ path }) => path)).toEqual(['a.c', 'deep.c', 'z.c']);
    expect(told(events.filter(({ path }) => path !== 'deep.c'))).toEqual(['file a.c', 'file z.c']);
  });
});
