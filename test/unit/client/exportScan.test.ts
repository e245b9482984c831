/** The extension's results written to files by the real service host. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EngineRequestError, isCancellation } from '../../../client/src/serviceErrors.ts';
import { ServiceClient } from '../../../client/src/serviceClient.ts';
import { exportOutcome, exportParts } from '../../../client/src/views/scanPanel/exportParts.ts';
import { ScanResults } from '../../../client/src/views/scanPanel/results.ts';
import type { ScanEvent, ScanFormat } from '../../../server/src/protocol/scan.ts';
import { startedEvent } from '../scan/fakeEngine.ts';

const summary = { files: 9, bytes: 8, matchedFiles: 7, matches: 6, errors: 1, cancelled: false, milliseconds: 5 };
const results = new ScanResults();
const matches = Array.from({ length: 1003 }, (_, number): ScanEvent => ({
  type: 'match',
  path: `/s/${number}\u202E.exe`,
  matches: [
    {
      rule: 'One',
      namespace: 'default',
      tags: ['t'],
      meta: [{ name: 'big', value: 2n ** 62n }],
      patterns: [
        { identifier: '$a', matchCount: 3, matches: [{ offset: number, length: 2, data: Uint8Array.of(0x4d, 0) }] },
      ],
    },
  ],
}));
results.apply([
  startedEvent,
  ...matches,
  { type: 'error', path: '/s/gone', code: 'unreadable', message: 'no such file' },
  { type: 'done', summary },
]);

let folder: string;
let service: ServiceClient;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-export-'));
  service = new ServiceClient({
    modulePath: join(import.meta.dirname, '../../../server/src/service/main.ts'),
    options: () => ({}),
    log: { info: () => undefined, error: () => undefined },
  });
});
afterAll(async () => {
  service.dispose();
  await rm(folder, { recursive: true });
});

async function exported(format: ScanFormat): Promise<string> {
  const output = join(folder, `results.${format}`);
  await service.exportScan({ format, output, outcome: exportOutcome(results, 5) }, exportParts(results));
  return await readFile(output, 'utf8');
}

describe('exported results', () => {
  it('are all that the panel has, with where they come from', async () => {
    const lines = (await exported('ndjson')).trim().split('\n');
    expect(lines).toHaveLength(1003 + 3);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ type: 'started', rulesHash: startedEvent.rulesHash });
    expect(lines[1003]).toContain('"value":4611686018427387904');
    expect(JSON.parse(lines[1003] ?? '')).toMatchObject({
      path: '/s/1002\u202E.exe',
      rule: 'One',
      tags: ['t'],
      strings: [{ identifier: '$a', offset: 1002, length: 2, data: '4d00' }],
    });
    expect(JSON.parse(lines[1004] ?? '')).toMatchObject({ type: 'error', path: '/s/gone', code: 'unreadable' });
    expect(JSON.parse(lines[1005] ?? '')).toMatchObject({ summary, incomplete: false });
  });

  it.each<[ScanFormat, RegExp]>([
    ['text', /^One \[t\] \/s\/0.*\n0x0:2:\$a: M\\x00\n/],
    ['json', /^\{"cryptex":/],
    ['sarif', /"version":"2\.1\.0"/],
    ['csv', /,One,/],
    ['html', /^<!doctype html>/i],
  ])('are written as %s', async (format, expected) => expect(await exported(format)).toMatch(expected));

  it('say that they are incomplete when the scan did not end, or not all was kept', () => {
    const half = new ScanResults();
    half.apply([startedEvent, { type: 'progress', found: 9, done: 4, bytes: 3, walking: true }]);
    expect(exportOutcome(half, 77)).toMatchObject({
      summary: { files: 4, bytes: 3, cancelled: true, milliseconds: 77 },
    });
    half.summary = summary;
    expect(exportOutcome(half, 77)).toEqual({ type: 'ran', summary });
    half.dropped = 1;
    expect(exportOutcome(half, 77)).toMatchObject({ summary: { cancelled: true } });
  });

  it('leave an older file alone when they are called off', async () => {
    const output = join(folder, 'kept.json');
    await writeFile(output, 'older');
    const cancellation = new CancellationTokenSource();
    function* endless(): Generator<readonly ScanEvent[], void> {
      for (let number = 0; ; number++) {
        if (number === 3) cancellation.cancel();
        yield matches;
      }
    }
    const outcome = exportOutcome(results, 5);
    const work = service.exportScan({ format: 'json', output, outcome }, endless(), cancellation.token);
    expect(isCancellation(await work.catch((error: unknown) => error))).toBe(true);
    expect(await readFile(output, 'utf8')).toBe('older');
    expect((await readdir(folder)).filter((file) => file.includes('partial'))).toEqual([]);
  });

  it('say why they can not be written', async () => {
    const output = join(folder, 'no such folder', 'results.json');
    const error: unknown = await service
      .exportScan({ format: 'json', output, outcome: exportOutcome(results, 5) }, exportParts(results))
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(EngineRequestError);
    expect(error).toMatchObject({ failure: { code: 'unwritable' } });
  });
});
