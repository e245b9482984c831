/** The processes of YARA-X: what goes wrong in one is told of that text, and nothing else stops. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { complaintOf } from '../../../server/src/gap/readiness/complaint.ts';
import { inlineIncludes } from '../../../server/src/gap/readiness/inline.ts';
import { refusalsOf } from '../../../server/src/gap/readiness/refusals.ts';
import { YaraX } from '../../../server/src/gap/readiness/yaraX.ts';
import type { YaraXJob } from '../../../server/src/protocol/readiness.ts';

const signal = new AbortController().signal;
const job = (text: string): YaraXJob => ({
  ...{ sources: [{ namespace: 'default', text }], externals: [], samples: [] },
  ...{ maxMatchesPerPattern: 10, timeoutSeconds: 5 },
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-yara-x-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A program in the place of the worker's, that does something else with some texts. It takes `start` milliseconds to start. */
async function faulty(start = 0): Promise<string> {
  const path = join(folder, `faulty-${start}.cjs`);
  const workerpool = createRequire(import.meta.url).resolve('workerpool');
  await writeFile(
    path,
    `const text = (job) => job.sources[0].text;
const workerpool = require(${JSON.stringify(workerpool)});
const from = Date.now();
while (Date.now() - from < ${JSON.stringify(start)});
workerpool.worker({
  judge: (job) => {
    workerpool.workerEmit('begun');
    if (text(job) === 'crash') process.exit(70);
    if (text(job) === 'kill') process.kill(process.pid, 'SIGKILL');
    if (text(job) === 'hang') for (;;);
    if (text(job) === 'nonsense') return { errors: 3 };
    if (text(job) === 'throw') throw new Error('no way');
    return { errors: [], scans: [] };
  },
});`,
  );
  return path;
}

it('understands an error that quotes a line break', () => {
  const error =
    'error[E010]: unknown module `p\ne`\n --> line:2:8\n  |\n2 | import "p\n  |        ^^^ module not found';
  expect(complaintOf(error)).toMatchObject({
    code: 'E010',
    title: 'unknown module `p e`',
    line: 2,
    column: 8,
    width: 3,
  });
});

describe('YARA-X in its processes', () => {
  it('fails what it can not live through, and goes on with the rest', async () => {
    await using yaraX = new YaraX({ workers: 1, patience: 500, entry: await faulty() });
    const outcomes: string[] = [];
    for (const text of ['crash', 'fine', 'kill', 'fine', 'hang', 'fine', 'nonsense', 'throw', 'fine']) {
      const outcome = await yaraX.judge(job(text), signal).then(
        () => 'fine',
        (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
      );
      outcomes.push(outcome);
    }
    expect(outcomes).toEqual([
      'worker-died',
      'fine',
      'worker-died',
      'fine',
      'timeout',
      'fine',
      'invalid',
      'invalid',
      'fine',
    ]);
  });

  it('does not count the start of its process among the time of a text', async () => {
    await using yaraX = new YaraX({ workers: 1, patience: 300, entry: await faulty(600) });
    await expect(yaraX.judge(job('fine'), signal)).resolves.toMatchObject({ errors: [] });
    await expect(yaraX.judge(job('hang'), signal)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('lets go when it is called off', async () => {
    await using yaraX = new YaraX({ workers: 1, patience: 60_000, entry: await faulty() });
    const cancelled = new AbortController();
    const asked = yaraX.judge(job('hang'), cancelled.signal);
    cancelled.abort();
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await expect(yaraX.judge(job('fine'), signal)).resolves.toMatchObject({ errors: [] });
  });

  it('tells of any text where in it something is wrong', { timeout: 120_000 }, async () => {
    await using yaraX = new YaraX({ workers: 2 });
    const whole =
      '/* \u{1f600} */ import "pe"\r\nrule a : t { meta: m = "\u4f60" strings: $a = /x{1,2}\\d/ i $b = { 01 [2-3] ?? } condition: any of them and pe.is_pe }\nrule b { condition: a }\n';
    const noise = fc.oneof(
      fc.constantFrom('{', '}', '/', '"', '\\', '(', ':', '\n', '\u2028', '\u{1f600}', '*/'),
      fc.string({ unit: 'binary', maxLength: 6 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(whole.length), fc.nat(8), noise), { maxLength: 3 }), async (edits) => {
        let text = whole;
        for (const [at, cut, put] of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        text = text.toWellFormed();
        const files = { read: () => Promise.resolve(Buffer.from(text)), ruleFiles: () => Promise.resolve([]) };
        const inlined = await inlineIncludes('/a.yar', { files, includeDirectories: [] });
        const { errors } = await yaraX.judge(job(inlined.text), signal).catch((error: unknown) => {
          // Some texts are too much for it: a line separator at their beginning, for one.
          expect(error).toMatchObject({ code: 'worker-died' });
          return { errors: [] };
        });
        for (const error of errors) expect([error, complaintOf(error)]).not.toEqual([error, undefined]);
        for (const { index, line, column, endColumn } of refusalsOf(inlined, errors)) {
          expect(index).toBeLessThanOrEqual(text.length);
          expect(line).toBeGreaterThan(0);
          expect(endColumn).toBeGreaterThan(column);
        }
      }),
      { numRuns: 150 },
    );
  });
});
