/** Bytes of any kind are answered, and as `yarac` answers them. */
import fc from 'fast-check';
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';
import { yarac } from './oracle.ts';

const tokens = [
  'rule', 'private', 'global', 'meta', 'strings', 'condition', 'true', 'and', 'or', 'not', 'of', 'them', 'any', 'for', 'in',
  'import "pe"', 'include "a.yar"', 'pe.', 'a', 'b', '$a', '$', '#a', '@a[1]', '!a', '{', '}', '(', ')', ':', '=', '==', '"x"',
  '/x[a-z]+/', '{ 01 ?? [2-4] (02|03) }', '1', '0x10', '2KB', '-', '..', '\\', '"', '/', '/*', '*/', '//', '\n', '\t', '\0', 'wide',
  'xor', 'nocase', 'base64("x")', 'rule r { condition: true }', 'rule s { strings: $a = "x" condition: $a }', '\u00e9',
]; // prettier-ignore

const tokenText = fc.array(fc.constantFrom(...tokens), { maxLength: 60 }).map((words) => Buffer.from(words.join(' ')));
const anyBytes = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
const damaged = fc
  .tuple(tokenText, fc.nat(), fc.nat(255))
  .map(([bytes, at, byte]) => (bytes.length === 0 ? bytes : Buffer.from(bytes.with(at % bytes.length, byte))));

forEachLibrary((library) => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex-random-')));
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  afterAll(async () => {
    await pool[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  it('gives the messages of yarac for random text', { timeout: 180_000 }, async () => {
    const pid = (await pool.ready(), pool.processes[0]?.pid);
    await fc.assert(
      fc.asyncProperty(fc.oneof(tokenText, anyBytes, damaged), async (content) => {
        const path = join(folder, 'random.yar');
        writeFileSync(path, content);
        const { messages } = await pool.run(compileJob([path]));
        const known = await yarac(library, [path]);
        expect(withoutBreaks(messages)).toEqual(withoutBreaks(known));
      }),
      { numRuns: Number(process.env['CRYPTEX_RANDOM_RUNS'] ?? 300) },
    );
    expect(pool.processes[0]?.pid).toBe(pid);
  });
});

/** A line break in a message ends it in what `yarac` prints. */
function withoutBreaks(messages: readonly { readonly line: number; readonly text: string }[]): unknown[] {
  return messages.map(({ line, text }) => [line, text.split('\n', 1)[0]]);
}
