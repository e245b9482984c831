import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { testLibraries } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

let workspace: Workspace;
afterEach(() => workspace.remove());

describe.each(await testLibraries())('doctor with libyara $version', ({ version, path }) => {
  it.skipIf(path === undefined)('tells what is used and why', async () => {
    workspace = await Workspace.create(path ?? '', {});
    const text = await workspace.run('doctor');
    expect(text).toMatchObject({ code: 0, stderr: '' });
    expect(text.stdout).toContain(`environment: ${path ?? ''}: used`);
    expect(text.stdout).toContain(`libyara ${version}`);
    expect(text.stdout).toMatch(/^modules: .*\bpe\b/m);
    const json = await workspace.run('doctor', '--format', 'json');
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: true, engine: { path, version, origin: 'environment' } });
  });
});

describe('doctor without libyara', () => {
  it.each([
    ['a file that is not there', 'missing.so', 'missing'],
    ['a file that is no library', process.execPath, 'not loadable'],
    ['a text file', import.meta.filename, 'not loadable'],
  ])('names %s', async (_what, path, outcome) => {
    workspace = await Workspace.create(path, {});
    const json = await workspace.run('doctor', '--format', 'json');
    expect(json.code).toBe(3);
    expect(JSON.parse(json.stdout)).toMatchObject({
      ok: false,
      failure: { code: 'engine-missing', candidates: [{ origin: 'environment', outcome }] },
    });
  });

  it('says it in words', async () => {
    workspace = await Workspace.create('/nowhere/libyara.so', {});
    const { code, stdout } = await workspace.run('doctor');
    expect(code).toBe(3);
    expect(stdout).toContain('environment: /nowhere/libyara.so: missing');
    expect(stdout).toContain('CRYPTEX_LIBYARA');
  });

  it('is told by the other commands in lines, too', async () => {
    workspace = await Workspace.create('/nowhere/libyara.so', { 'rules.yar': 'rule a { condition: true }' });
    const { code, stderr } = await workspace.run('check', 'rules.yar');
    expect(code).toBe(3);
    expect(stderr).toMatch(/can't be used\. There is no such file\.\n`cryptex doctor`/);
  });

  it('takes --libyara before the environment', async () => {
    workspace = await Workspace.create('/nowhere/libyara.so', {});
    const { code, stdout } = await workspace.run('doctor', '--libyara', '/elsewhere/libyara.so');
    expect(code).toBe(3);
    expect(stdout).toContain('setting: /elsewhere/libyara.so: missing');
  });

  it('fails every other command with the same exit code', async () => {
    workspace = await Workspace.create('/nowhere/libyara.so', { 'r.yar': 'rule a { condition: true }' });
    const scan = await workspace.run('scan', 'r.yar', 'r.yar');
    expect(scan).toMatchObject({ code: 3, stdout: '' });
    expect(scan.stderr).toContain('cryptex doctor');
    const compile = await workspace.run('compile', 'r.yar', '-o', 'r.yarc');
    expect(compile.code).toBe(3);
    expect(existsSync(workspace.path('r.yarc'))).toBe(false);
  });
});
