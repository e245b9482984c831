/** A worker serves a whole day of typing: what libyara and the callbacks take is given back. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineJob } from '../../server/src/protocol/engine.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob, scanJob, text } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';

/** Megabytes that a worker may grow by between the first part of its work and the end. */
const growth = 30;

describe.skipIf(process.platform !== 'linux')('memory is given back (read from /proc, so on Linux only)', () => {
  forEachLibrary((library) => {
    const folder = mkdtempSync(join(tmpdir(), 'cryptex-memory-'));
    const pool = new WorkerPool({ workers: 1, libyara: library.path });
    afterAll(async () => {
      await pool[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    });

    /** Does all jobs in turn, over and over. */
    async function grows(jobs: readonly EngineJob[], rounds: number): Promise<number> {
      let early = 0;
      for (let round = 0; round < rounds; round++) {
        for (const job of jobs) await pool.run(job);
        if (round === Math.floor(rounds / 4)) early = residentMegabytes(pool.processes[0]?.pid);
      }
      return residentMegabytes(pool.processes[0]?.pid) - early;
    }

    it('over 10,000 compiles', { timeout: 300_000 }, async () => {
      const included = text('/r/b.yar', `rule b { condition: true }${' '.repeat(20_000)}`);
      const overlay = [{ path: included.path, bytes: included.bytes ?? new Uint8Array() }];
      const contents = [
        'import "pe" rule a { strings: $a = "abcd" $b = /a[b-c]+d/ condition: any of them and pe.number_of_sections > x }',
        'rule a { strings: $a = "abcd" condition: $b and nothing } rule { rule b { condition: true }',
        'include "b.yar"\ninclude "absent.yar"\nrule c { condition: b }',
        'rule a { strings: $a = /(/ condition: $a }',
      ];
      const externals = [{ type: 'integer', name: 'x', value: 1 } as const];
      const jobs = contents.map((content) => compileJob([text('/r/a.yar', content)], { overlay, externals }));
      expect(await grows(jobs, 2500)).toBeLessThan(growth);
    });

    it('over 1,600 scans with rules that change', { timeout: 300_000 }, async () => {
      const jobs: EngineJob[] = [];
      for (const name of ['one', 'two']) {
        const output = join(folder, `${name}.yarc`);
        const source = text('/r/a.yar', `rule ${name} { meta: m = "x" strings: $a = "abab" condition: $a }`);
        await pool.run(compileJob([source], { want: 'save', output }));
        const sample = Buffer.alloc(4000, 'ab');
        jobs.push(...Array.from({ length: 4 }, () => scanJob(output, sample)));
      }
      expect(await grows(jobs, 200)).toBeLessThan(growth);
    });
  });
});

function residentMegabytes(pid: number | undefined): number {
  const pages = Number(readFileSync(`/proc/${pid ?? 0}/statm`, 'utf8').split(' ')[1]);
  return (pages * 4096) / 1e6;
}
