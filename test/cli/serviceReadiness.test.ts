/** What makes the rules of a folder ready for YARA-X, as the extension asks for it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { applyEdits } from '../../server/src/gap/readiness/fixes/fix.ts';
import type { ReadyChange } from '../../server/src/protocol/makeReady.ts';
import {
  makeReadyProgressNotification,
  MakeReadyProgressParams,
  serviceRequests,
} from '../../server/src/protocol/service.ts';
import { YaraDocument } from '../../server/src/syntax/yaraDocument.ts';
import { testLibraries } from './support/libraries.ts';
import { RunningHost } from './support/runningHost.ts';
import { Workspace } from './support/workspace.ts';

const library = (await testLibraries()).find(({ path }) => path !== undefined);
const latin = Buffer.from('rule l { strings: $a = "caf\u00e9" condition: $a }', 'latin1');
const files = {
  'brace.yar': 'global global rule a {\r\n  strings: $a = /x{/ $b = /y{\\R/\r\n  condition: any of them\r\n}',
  'ready.yar': 'rule r { condition: true }',
  'by-hand.yar': 'rule h { condition: entrypoint == 0 }',
  'refused.yar': 'rule n { condition: nothing_known }',
  'latin.yar': latin,
  'out/left.yar': 'rule o { strings: $a = /x{/ condition: $a }',
};

let workspace: Workspace;
let host: RunningHost;
beforeEach(async () => {
  workspace = await Workspace.create(library?.path ?? '', files);
  host = new RunningHost({ libyara: library?.path }, workspace.options.env ?? {});
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  await workspace.remove();
});

async function ask() {
  const { method, result } = serviceRequests.makeReady;
  const request = { folder: workspace.folder, exclude: ['out/**'], externals: [], includeDirectories: [] };
  return v.parse(result, await host.connection.sendRequest(method, { ...request, run: 'one' }));
}

function applied(text: string, { edits }: ReadyChange): string {
  const document = new YaraDocument('file:///a.yar', text);
  return applyEdits(
    text,
    edits.map(({ start, end, text: to }) => ({ start: document.indexAt(start), end: document.indexAt(end), text: to })),
  );
}

describe.skipIf(library === undefined)('the service host (needs libyara)', () => {
  test('works out what makes rules ready, tells how far it is, and writes nothing', async () => {
    const progress: MakeReadyProgressParams[] = [];
    host.connection.onNotification(makeReadyProgressNotification, (params: unknown) => {
      progress.push(v.parse(MakeReadyProgressParams, params));
    });
    const report = await ask();
    expect(report).toMatchObject({
      changes: [
        {
          path: workspace.path('brace.yar'),
          sha256: createHash('sha256').update(files['brace.yar']).digest('hex'),
          edits: [{ title: 'Drop the repeated modifier' }, {}, {}],
        },
      ],
      files: 4,
      ready: 1,
      notUtf8: [workspace.path('latin.yar')],
      failures: [],
    });
    const [change] = report.changes;
    expect(change && applied(files['brace.yar'], change)).toBe(
      'global rule a {\r\n  strings: $a = /x\\{/ $b = /y\\{R/\r\n  condition: any of them\r\n}',
    );
    expect(await readFile(workspace.path('brace.yar'), 'utf8')).toBe(files['brace.yar']);
    expect(progress[0]).toEqual({ run: 'one', progress: { files: 1, found: 5 } });
    // From what is known by now it says the same.
    expect(await ask()).toEqual(report);
  });
});
