import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { end, program, start, type Running } from './support/cryptex.ts';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

const library = (await testLibraries()).find(({ path }) => path !== undefined);

let workspace: Workspace;
beforeEach(async () => {
  // Half of the files match at once; the others would take minutes.
  const rules =
    'rule quick { condition: uint8(0) == 0x71 }\n' +
    'rule slow { condition: uint8(0) == 0x73 and for all i in (0..40000000000) : (uint8(i % filesize) != 0x100) }';
  const files = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`d/quick${index}`, 'q'.repeat(1000)]));
  const slow = Object.fromEntries(Array.from({ length: 4 }, (_, index) => [`d/slow${index}`, 's']));
  workspace = await Workspace.create(library?.path ?? '', { 'r.yar': rules, ...files, ...slow });
});
afterEach(() => workspace.remove());

/** Starts a scan and waits for its first match. */
async function startedScan(...args: string[]): Promise<Running> {
  const child = start(['scan', 'r.yar', '-r', 'd', '-p', '2', ...args], workspace.options);
  await once(child.stdout, 'readable');
  return child;
}

describe.skipIf(library === undefined || process.platform === 'win32')('a scan that does not come to its end', () => {
  it('keeps what it found on Ctrl-C, and ends with 130', async () => {
    const child = await startedScan('--format', 'json');
    // The first output is the head of the document; the quick files are scanned before the slow ones are reached.
    await new Promise((resolve) => setTimeout(resolve, 2000));
    child.kill('SIGINT');
    const { code, stdout, stderr } = await end(child);
    expect(code).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({ errors: [], summary: { cancelled: true, errors: 0 } });
    expect(stderr).toContain('cancelled after');
  });

  it('takes no harm from a Ctrl-C that reaches its workers too, as at a terminal', async () => {
    // `setsid` makes the program the leader of a group that can be signalled as a terminal does.
    const { env } = workspace.options;
    const child = spawn(process.execPath, [program, 'scan', 'r.yar', '-r', 'd', '-p', '2'], {
      cwd: workspace.folder,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    await once(child.stdout, 'readable');
    process.kill(-(child.pid ?? 0), 'SIGINT');
    const { code, stdout, stderr } = await end(child);
    expect(code).toBe(130);
    expect(stdout).toMatch(/^(quick d\/quick\d+\n)+$/);
    expect(stderr).toMatch(/^cancelled after .* 0 errors\n$/);
  });

  it('ends quietly when nobody reads any more', async () => {
    const child = await startedScan();
    const stderr = child.stderr.setEncoding('utf8').toArray();
    const ended = once(child, 'exit');
    child.stdout.destroy();
    expect(await ended).toEqual([0, null]);
    expect(await stderr).toEqual([]);
  });

  it('reports a target that vanishes, and scans the others', async () => {
    await writeFile(workspace.path('all.yar'), 'rule any_size { condition: filesize > 0 }');
    const paths = Array.from({ length: 40 }, (_, index) => workspace.path(`d/quick${index}`));
    const child = start(['scan', 'all.yar', 'd/quick0', 'd/gone', ...paths], workspace.options);
    await rm(workspace.path('d/gone'), { force: true });
    const { code, stdout, stderr } = await end(child);
    expect(code).toBe(2);
    expect(stderr).toContain('error: d/gone: no such file');
    expect(stdout.split('\n').filter(Boolean)).toHaveLength(41);
  });
});
