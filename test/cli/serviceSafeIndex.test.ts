/** A safe index as the extension has it made, looks at it, and has it written. */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SafeIndexRequest, WriteSafeIndexRequest } from '../../server/src/protocol/safeIndex.ts';
import { serviceRequests } from '../../server/src/protocol/service.ts';
import { testLibraries } from './support/libraries.ts';
import { RunningHost } from './support/runningHost.ts';
import { Workspace } from './support/workspace.ts';

const library = (await testLibraries()).find(({ path }) => path !== undefined);
const { safeIndex, writeSafeIndex } = serviceRequests;

let workspace: Workspace;
let host: RunningHost;

beforeEach(async () => {
  workspace = await Workspace.create(library?.path ?? '', {
    'index.yar': 'include "./good.yar"\ninclude "./bad.yar"\n',
    'good.yar': 'rule good { condition: true }',
    'bad.yar': 'rule bad { condition: nothing_known }',
    'elsewhere/x.yar': '',
  });
  host = new RunningHost({ libyara: library?.path }, workspace.options.env ?? {});
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await workspace.remove();
});

function request(): SafeIndexRequest {
  return {
    index: workspace.path('index.yar'),
    excludeModules: [],
    onDuplicate: 'first',
    externals: [],
    includeDirectories: [],
    replace: false,
  };
}

async function make() {
  const { outcome, inputs } = v.parse(safeIndex.result, await host.connection.sendRequest(safeIndex.method, request()));
  if (outcome.type !== 'made') throw new Error(outcome.type);
  return { request: request(), made: outcome, inputs, createdBy: 'test' };
}

async function write(params: WriteSafeIndexRequest): Promise<unknown> {
  return await host.connection.sendRequest(writeSafeIndex.method, params);
}

describe.skipIf(library === undefined)('the service host (needs libyara)', () => {
  test('makes a safe index, which is written only on demand, with its manifest', async () => {
    const before = await readdir(workspace.folder);
    const made = await make();
    expect(made.made.leftOut).toMatchObject([{ path: workspace.path('bad.yar'), code: 'does-not-compile' }]);
    expect(await readdir(workspace.folder)).toEqual(before);
    const [output, manifest] = [workspace.path('safe.yar'), workspace.path('safe.json')];
    await write({ ...made, output, manifest });
    expect(await readFile(output, 'utf8')).toBe(Buffer.from(made.made.bytes).toString());
    expect(JSON.parse(await readFile(manifest, 'utf8'))).toMatchObject({
      createdBy: 'test',
      output: { path: 'safe.yar', rules: 1 },
      files: [{ path: 'good.yar' }],
      leftOut: [{ path: 'bad.yar', code: 'does-not-compile' }],
    });
    const { code } = await workspace.run('compile', 'safe.yar', '-o', 'out.yarc');
    expect(code).toBe(0);
  });

  test('writes nothing once a file is no longer what was looked at', async () => {
    const made = await make();
    await writeFile(workspace.path('good.yar'), 'rule other { condition: true }');
    const output = workspace.path('safe.yar');
    await expect(write({ ...made, output })).rejects.toMatchObject({ data: { code: 'changed' } });
    expect(await readdir(workspace.folder)).not.toContain('safe.yar');
  });

  test.each([
    ['over the index', 'index.yar', undefined],
    ['over a rule file', 'good.yar', undefined],
    ['its manifest over a rule file', 'safe.yar', 'bad.yar'],
    ['into one file with its manifest', 'safe.yar', 'safe.yar'],
    ['for another folder', 'elsewhere/safe.yar', undefined],
  ])('does not write it %s', async (_, output, manifest) => {
    const made = await make();
    const before = await Promise.all(
      ['index.yar', 'good.yar', 'bad.yar'].map((name) => readFile(workspace.path(name))),
    );
    const places = { output: workspace.path(output), ...(manifest ? { manifest: workspace.path(manifest) } : {}) };
    await expect(write({ ...made, ...places })).rejects.toMatchObject({ data: { code: 'invalid' } });
    const after = await Promise.all(['index.yar', 'good.yar', 'bad.yar'].map((name) => readFile(workspace.path(name))));
    expect(after).toEqual(before);
    expect(await readdir(workspace.path('elsewhere'))).toEqual(['x.yar']);
  });
});
