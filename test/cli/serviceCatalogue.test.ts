/** The rule catalogue as the extension asks the service host about it. */
import { readdir, rm } from 'node:fs/promises';
import * as v from 'valibot';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import type { WorkspaceRules } from '../../server/src/protocol/catalogue.ts';
import { serviceRequests } from '../../server/src/protocol/service.ts';
import { RunningHost } from './support/runningHost.ts';
import { Workspace } from './support/workspace.ts';

const { updateCatalogue, findRules } = serviceRequests;

let workspace: Workspace;
let host: RunningHost;

beforeEach(async () => {
  workspace = await Workspace.create('', {
    'rules/a.yar':
      '\nrule Alpha_Beacon : apt { strings: $a = "cobalt" condition: $a }\nrule Broken : apt { condition: }',
    'rules/b.yar': 'rule Beta { meta: author = "Somebody" condition: true }',
    'other/c.yar': 'rule Gamma { condition: true }',
  });
  host = new RunningHost({ libyara: '/nowhere/libyara.so' }, workspace.options.env ?? {});
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await workspace.remove();
});

function rulesIn(folder: string, store: WorkspaceRules['store'] = { folder: workspace.path(folder) }): WorkspaceRules {
  return { folders: [workspace.path(folder)], exclude: [], store };
}

async function update(rules: WorkspaceRules) {
  return v.parse(updateCatalogue.result, await host.connection.sendRequest(updateCatalogue.method, rules));
}

async function find(rules: WorkspaceRules, query: string, limit = 10) {
  return v.parse(findRules.result, await host.connection.sendRequest(findRules.method, { rules, query, limit }));
}

test('finds rules without libyara, each with its place and what was found', async () => {
  expect(await update(rulesIn('rules'))).toMatchObject({ files: 2, read: 2, problems: [] });
  expect(await find(rulesIn('rules'), 'cobalt')).toEqual([
    {
      name: 'Alpha_Beacon',
      file: workspace.path('rules/a.yar'),
      range: { start: { line: 1, character: 0 }, end: { line: 1, character: 64 } },
      tags: ['apt'],
      matched: 'pattern',
      excerpt: '$a = "cobalt"',
    },
  ]);
  expect((await find(rulesIn('rules'), 'somebody')).map(({ name }) => name)).toEqual(['Beta']);
  expect(await find(rulesIn('rules'), '', 1)).toHaveLength(1);
});

test('answers a first question that comes before any update, and in one go with it', async () => {
  const updated = update(rulesIn('rules'));
  const found = await find(rulesIn('rules'), 'beta');
  expect([(await updated).read, found.map(({ name }) => name)]).toEqual([2, ['Beta']]);
  expect((await find(rulesIn('other'), 'gamma')).map(({ name }) => name)).toEqual(['Gamma']);
});

test('sees with an update what has changed on the disk', async () => {
  await update(rulesIn('rules'));
  await workspace.write({ 'rules/c.yar': 'rule Delta { condition: true }' });
  await rm(workspace.path('rules/b.yar'));
  expect(await find(rulesIn('rules'), 'delta')).toEqual([]);
  expect(await update(rulesIn('rules'))).toMatchObject({ files: 2, read: 1 });
  expect((await find(rulesIn('rules'), 'delta')).map(({ name }) => name)).toEqual(['Delta']);
  expect(await find(rulesIn('rules'), 'beta')).toEqual([]);
});

test('keeps the rules in the store of the workspace only where that is trusted', async () => {
  await workspace.write({ 'rules/.cryptex/.gitignore': '*' });
  await update(rulesIn('rules', {}));
  expect(await readdir(workspace.path('rules/.cryptex'))).toEqual(['.gitignore']);
  expect(await readdir(workspace.path('.cache/store'))).toContain('cryptex.sqlite');
  await update(rulesIn('rules'));
  expect(await readdir(workspace.path('rules/.cryptex'))).toContain('cryptex.sqlite');
});

test('keeps the rules in the store that is named', async () => {
  await update(rulesIn('rules', { folder: workspace.path('rules'), named: '../kept/rules.sqlite' }));
  expect(await readdir(workspace.path('kept'))).toContain('rules.sqlite');
});

test('says with data why the store cannot be read, and answers once it can', async () => {
  await workspace.write({ 'rules/.cryptex/cryptex.sqlite/in-the-way': '' });
  await expect(update(rulesIn('rules'))).rejects.toMatchObject({ code: -32803, data: { code: 'unreadable' } });
  await rm(workspace.path('rules/.cryptex/cryptex.sqlite'), { recursive: true });
  expect(await find(rulesIn('rules'), 'beta')).toHaveLength(1);
});

test('cancels a question, and goes on with the next', async () => {
  const cancelled = new CancellationTokenSource();
  const params = { rules: rulesIn('rules'), query: 'beta', limit: 10 };
  const asked = host.connection.sendRequest(findRules.method, params, cancelled.token);
  cancelled.cancel();
  await expect(asked).rejects.toMatchObject({ code: -32800 });
  expect(await find(rulesIn('rules'), 'beta')).toHaveLength(1);
});
