/** The pool's promises: one job fails for one dead worker, cancelling is prompt, and nothing hangs. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, it } from 'vitest';
import type { EngineJob } from '../../server/src/protocol/engine.ts';
import { WorkerPool, type PoolStatus, type WorkerPoolOptions } from '../../server/src/engine/workerPool.ts';
import { compileJob, scanJob, text } from './jobs.ts';
import { forEachLibrary } from './libraries.ts';

const quick = compileJob([text('/rules/quick.yar', 'rule quick { condition: true }')]);

forEachLibrary((library) => {
  const folder = mkdtempSync(join(tmpdir(), 'cryptex-pool-'));
  const rules = join(folder, 'slow.yarc');
  const pools: WorkerPool[] = [];

  function pool(options: Partial<WorkerPoolOptions> = {}): WorkerPool {
    const made = new WorkerPool({ workers: 1, libyara: library.path, ...options });
    pools.push(made);
    return made;
  }

  afterEach(async () => {
    await Promise.all(pools.splice(0).map(async (made) => made[Symbol.asyncDispose]()));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** A scan that takes minutes. */
  async function slowJob(made: WorkerPool): Promise<EngineJob> {
    const condition = 'for all i in (0..filesize) : (for all j in (0..filesize) : (uint8(0) == 0))';
    const source = text('/rules/slow.yar', `rule slow { condition: ${condition} }`);
    await made.run(compileJob([source], { want: 'save', output: rules }));
    return scanJob(rules, Buffer.alloc(400_000));
  }

  const busyPid = (made: WorkerPool) => made.processes.find(({ busy }) => busy)?.pid ?? 0;
  const isAlive = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) await sleep(2);
  }

  it('starts on demand and says how that goes', async () => {
    const made = pool();
    const seen: PoolStatus['state'][] = [];
    made.onStatus(({ state }) => seen.push(state));
    expect([made.status.state, made.processes.length]).toEqual(['starting', 0]);
    const engine = await made.ready();
    expect(engine).toMatchObject({ version: library.version, path: library.path, origin: 'setting' });
    expect(engine.modules).toEqual(expect.arrayContaining(['pe', 'math', 'hash', 'elf', 'time', 'dotnet', 'console']));
    expect(engine.candidates[0]).toEqual({ path: library.path, origin: 'setting', outcome: 'used' });
    expect(seen).toEqual(['ready']);
  });

  it('runs as many jobs at once as it has workers, and queues the rest', async () => {
    const made = pool({ workers: 2 });
    const results = await Promise.all(Array.from({ length: 50 }, async () => made.run(quick)));
    expect(results).toHaveLength(50);
    expect(made.processes.length).toBe(2);
  });

  it('fails only the job of a killed worker, names what it worked on, and goes on', async () => {
    const made = pool({ spares: 1 });
    const slow = made.run(await slowJob(made));
    await until(() => busyPid(made) > 0);
    const next = made.run(quick);
    await sleep(50);
    const killed = busyPid(made);
    process.kill(killed, 'SIGKILL');
    await expect(slow).rejects.toMatchObject({
      code: 'worker-died',
      message: "libyara's process ended with signal SIGKILL while scanning sample.",
    });
    await next;
    await until(() => made.processes.length === 2);
    expect(made.processes.map(({ pid }) => pid)).not.toContain(killed);
  });

  it('names the rules that a worker died of, and what libyara said', async () => {
    const log: string[] = [];
    const made = pool({ entry: double('compile-aborts'), log: (line) => log.push(line) });
    await expect(made.run(compileJob(['/rules/deadly.yar']))).rejects.toMatchObject({
      code: 'worker-died',
      message: expect.stringMatching(/SIGABRT while compiling \/rules\/deadly\.yar\..*Assertion/s) as string,
    });
    expect(log.join('\n')).toContain('Assertion');
  });

  it('ends a job that takes too long, also when its process is stopped', async () => {
    const made = pool();
    const slow = await slowJob(made);
    await expect(made.run(slow, { timeoutMilliseconds: 200 })).rejects.toMatchObject({ code: 'timeout' });
    await made.run(quick);
    const [{ pid = 0 } = {}] = made.processes;
    process.kill(pid, 'SIGSTOP');
    await expect(made.run(quick, { timeoutMilliseconds: 200 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'libyara took longer than 200 ms for compiling /rules/quick.yar and was ended.',
    });
    await made.run(quick);
    await until(() => !isAlive(pid));
  });

  it('cancels at once, lets another worker take over, and ends one that does not finish', async () => {
    const made = pool({ spares: 1 });
    const slow = await slowJob(made);
    await until(() => made.processes.length === 2);
    await sleep(300);
    const stop = new AbortController();
    const cancelled = made.run(slow, { signal: stop.signal });
    await until(() => busyPid(made) > 0);
    const pid = busyPid(made);
    stop.abort();
    // The job would go on for hours.
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await made.run(quick);
    await until(() => !isAlive(pid));
  });

  it('keeps a worker whose cancelled job is done within the grace', async () => {
    const made = pool();
    await made.ready();
    const pid = made.processes[0]?.pid;
    for (let round = 0; round < 20; round++) {
      const stop = new AbortController();
      const job = made.run(quick, { signal: stop.signal });
      stop.abort();
      await expect(job).rejects.toMatchObject({ code: 'cancelled' });
    }
    await made.run(quick);
    await until(() => made.processes.length === 1);
    expect(made.processes[0]?.pid).toBe(pid);
  });

  it('drops a job that is cancelled while it waits', async () => {
    const made = pool();
    const slow = await slowJob(made);
    const stop = new AbortController();
    const running = made.run(slow, { timeoutMilliseconds: 1000 });
    const waiting = made.run(quick, { signal: stop.signal });
    stop.abort();
    await expect(waiting).rejects.toMatchObject({ code: 'cancelled' });
    await expect(made.run(quick, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'cancelled' });
    await expect(running).rejects.toMatchObject({ code: 'timeout' });
  });

  it('ends its processes, also busy ones, when it is disposed of', async () => {
    const made = pool({ workers: 2 });
    const slow = made.run(await slowJob(made));
    const waiting = [slow, made.run(quick), made.run(quick), made.run(quick)];
    await until(() => busyPid(made) > 0);
    const pids = made.processes.map(({ pid = 0 }) => pid);
    const settled = Promise.allSettled(waiting);
    await made[Symbol.asyncDispose]();
    expect((await settled)[0]).toMatchObject({ status: 'rejected', reason: { code: 'cancelled' } });
    expect(pids.filter(isAlive)).toEqual([]);
    await expect(made.run(quick)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('gives up with the reason when the process ends at its start again and again', async () => {
    const made = pool({ entry: double('dies-at-start') });
    await expect(made.run(quick)).rejects.toMatchObject({
      code: 'engine-missing',
      message: expect.stringMatching(/ends at its start with code 7\. .*no luck/s) as string,
    });
    expect(made.status.state).toBe('missing');
    await expect(made.run(quick)).rejects.toMatchObject({ code: 'engine-missing' });
  });

  it('leaves out a library that ends the process', async () => {
    const made = pool({ entry: double('crashes-on-first-candidate') });
    expect((await made.ready()).path).toBe('/second.so');
  });

  it('ends a worker that sends nonsense', async () => {
    const made = pool({ entry: double('sends-nonsense') });
    await expect(made.run(quick)).rejects.toMatchObject({ code: 'worker-died' });
  });

  it('leaves no process behind when the parent is killed in the middle of a job', async () => {
    await slowJob(pool());
    const parent = join(folder, 'parent.ts');
    const from = (path: string) => JSON.stringify(join(import.meta.dirname, path));
    writeFileSync(
      parent,
      `import { WorkerPool } from ${from('../../server/src/engine/workerPool.ts')};
       import { scanJob } from ${from('jobs.ts')};
       const pool = new WorkerPool({ workers: 1, spares: 1, libyara: ${JSON.stringify(library.path)} });
       pool.start();
       await pool.ready();
       void pool.run(scanJob(${JSON.stringify(rules)}, Buffer.alloc(400_000)));
       setInterval(() => process.send?.(pool.processes.map(({ pid }) => pid)), 50);`,
    );
    const child = fork(parent, { execArgv: [], stdio: 'ignore' });
    const pids = new Set<number>();
    child.on('message', (list) => (list as number[]).forEach((pid) => pids.add(pid)));
    while (pids.size < 2) await once(child, 'message');
    await sleep(200);
    child.kill('SIGKILL');
    await until(() => ![...pids].some(isAlive));
  });

  /** A stand-in for the worker's program that misbehaves as its name says. */
  function double(name: keyof typeof doubles): string {
    const path = join(folder, `${name}.mjs`);
    writeFileSync(path, doubles[name]);
    return path;
  }
});

const engine = `{ path: '/second.so', origin: 'system', version: '4.5', layout: '4.4–4.5', modules: [], candidates: [] }`;
const ready = `process.send({ type: 'ready', engine: ${engine} });`;
const doubles = {
  'dies-at-start': `console.error('no luck'); process.exit(7);`,
  'compile-aborts': `${ready} process.on('message', () => { console.error('Assertion failed: x'); process.abort(); });`,
  'sends-nonsense': `${ready} process.on('message', () => process.send({ type: 'nonsense' }));`,
  'crashes-on-first-candidate': `
    const { avoid = [] } = JSON.parse(process.argv[2]);
    if (avoid.length === 0) {
      process.send({ type: 'trying', path: '/first.so', origin: 'system' }, () => process.kill(process.pid, 'SIGSEGV'));
      setInterval(() => undefined, 1000);
    } else {
      ${ready}
      process.on('message', ({ id, job }) => process.send({ type: 'result', id, result: { kind: job.kind, engine: ${engine} } }));
    }`,
} as const;
