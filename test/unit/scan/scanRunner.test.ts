import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EngineError } from '../../../server/src/common/errors.ts';
import type { ScanEvent, ScanRequest } from '../../../server/src/protocol/scan.ts';
import { PauseGate } from '../../../server/src/scan/pauseGate.ts';
import { runScan } from '../../../server/src/scan/scanRunner.ts';
import { FakeEngine } from './fakeEngine.ts';

let folder: string;
let engine: FakeEngine;
let events: ScanEvent[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cryptex-scan-'));
  engine = new FakeEngine();
  events = [];
});
afterEach(() => rm(folder, { recursive: true }));

async function files(contents: Record<string, string>): Promise<void> {
  for (const [name, content] of Object.entries(contents)) await writeFile(join(folder, name), content);
}

function request(changes: Partial<ScanRequest> = {}): ScanRequest {
  return {
    rules: [{ path: '/rules.yar' }],
    targets: [folder],
    recursive: true,
    workers: 2,
    externals: [],
    includeDirectories: [],
    timeoutSeconds: 0,
    fast: false,
    maxMatchesPerPattern: 10,
    maxMatchBytes: 10,
    ...changes,
  };
}

function run(changes: Partial<ScanRequest> = {}, signal = new AbortController().signal, pause?: PauseGate) {
  const listener = (event: ScanEvent) => void events.push(event);
  return runScan(request(changes), { engine, listener, signal, pause });
}

const pathsOf = (type: 'match' | 'error') =>
  events.flatMap((event) => (event.type === type ? [event.path.slice(folder.length + 1)] : [])).sort();

describe('runScan', () => {
  it('tells of the rules, of each file that matches, and of the end', async () => {
    await files({ a: 'hit', b: 'nothing', c: 'a hit' });
    const outcome = await run();
    expect(events[0]).toMatchObject({ type: 'started', rules: 1, patterns: 1 });
    expect(pathsOf('match')).toEqual(['a', 'c']);
    const summary = { files: 3, bytes: 15, matchedFiles: 2, matches: 2, errors: 0, cancelled: false };
    expect(outcome).toMatchObject({ type: 'ran', summary });
    expect(events.at(-1)).toMatchObject({ type: 'done', summary });
  });

  it('tells one event after the other, however long the listener takes', async () => {
    await files(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`f${index}`, 'hit'])));
    let busy = 0;
    let most = 0;
    const listener = async () => {
      busy += 1;
      most = Math.max(most, busy);
      await new Promise((resolve) => setImmediate(resolve));
      busy -= 1;
    };
    await runScan(request({ workers: 4 }), { engine, listener, signal: new AbortController().signal });
    expect(most).toBe(1);
  });

  it('tells which files took longest, at the end', async () => {
    await files(Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}`, `text ${index}`])));
    engine.took = (path) => Number(path.slice(folder.length + 1));
    await run();
    const { slowest } = events.at(-1) as Extract<ScanEvent, { type: 'done' }>;
    expect(slowest?.map(({ milliseconds }) => milliseconds)).toEqual([29, 28, 27, 26, 25, 24, 23, 22, 21, 20]);
    expect(slowest?.[0]?.path).toBe(join(folder, '29'));
  });

  it('adds up what rules cost, dearest first, where that is asked', async () => {
    await files({ a: 'hit', b: 'hit' });
    const scan = engine.scan.bind(engine);
    engine.scan = async (job, signal) => {
      const { outcomes } = await scan(job, signal);
      const costs = ['cheap', 'dear'].map((rule, index) => ({ rule, namespace: 'default', cost: 1 + index }));
      const priced = outcomes.map((outcome) =>
        outcome.type === 'scanned' && job.profile === true
          ? { ...outcome, result: { ...outcome.result, costs } }
          : outcome,
      );
      return { kind: 'scan-files', outcomes: priced };
    };
    await run({ profile: true });
    expect(events.at(-1)).toMatchObject({
      costs: [
        { rule: 'dear', cost: 4 },
        { rule: 'cheap', cost: 2 },
      ],
    });
    await run();
    expect(events.at(-1)).not.toHaveProperty('costs');
  });

  it('keeps as many files at work as there are workers, and no more', async () => {
    await files(Object.fromEntries(Array.from({ length: 20 }, (_, index) => [String(index), 'x'])));
    engine.before = () => new Promise((resolve) => setImmediate(resolve));
    await run({ workers: 3 });
    expect(engine.mostAtOnce).toBe(3);
  });

  it('scans large files first', async () => {
    await files({ a: 'x', b: 'x'.repeat(30), c: 'x'.repeat(10) });
    let walked: () => void = () => undefined;
    const prepared = engine.prepared;
    engine.prepare = async () => {
      await new Promise<void>((resolve) => (walked = resolve));
      return prepared;
    };
    const running = run({ workers: 1, targets: [folder, join(folder, 'missing')] });
    await expect.poll(() => events.length).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    walked();
    await running;
    expect(engine.scanned.map((path) => path.at(-1))).toEqual(['b', 'c', 'a']);
  });

  it('goes on after a file that vanished, timed out or killed its worker', async () => {
    await files({ dead: 'hit', gone: 'hit', slow: 'hit', z: 'hit' });
    engine.before = async (path) => {
      if (path.endsWith('dead')) throw new EngineError('worker-died', 'died');
      if (path.endsWith('slow')) throw new EngineError('timeout', 'too long');
      if (path.endsWith('gone')) await rm(path);
    };
    const outcome = await run();
    expect(pathsOf('match')).toEqual(['z']);
    const errors = events.filter((event) => event.type === 'error');
    expect(errors.map(({ code }) => code).sort()).toEqual(['timeout', 'unreadable', 'worker-died']);
    expect(outcome).toMatchObject({ summary: { files: 1, errors: 3, cancelled: false } });
  });

  it('gives small files to a worker together, and large ones alone', async () => {
    await files(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [String(index), 'x'])));
    await files({ large: 'x'.repeat(2 << 20) });
    await run({ workers: 1, targets: [folder] });
    expect(engine.scanned).toHaveLength(41);
    expect(engine.jobs.length).toBeLessThan(20);
    expect(engine.jobs.filter((count) => count > 1).length).toBeGreaterThan(0);
  });

  it('reports a target that is not there, and scans the others', async () => {
    await files({ a: 'hit' });
    await run({ targets: [join(folder, 'missing'), join(folder, 'a')] });
    expect(pathsOf('error')).toEqual(['missing']);
    expect(pathsOf('match')).toEqual(['a']);
  });

  it('scans nothing with rules that have errors', async () => {
    await files({ a: 'hit' });
    const message = { level: 'error', path: '/rules.yar', line: 1, text: 'syntax error' } as const;
    engine.prepared = { type: 'rejected', messages: [message] };
    expect(await run()).toEqual({ type: 'rules-rejected', messages: [message] });
    expect(engine.scanned).toEqual([]);
    expect(events).toEqual([]);
  });

  it('keeps what was found when it is cancelled', async () => {
    await files({ a: 'hit', b: 'hit', c: 'hit' });
    const cancellation = new AbortController();
    engine.before = () => {
      if (engine.scanned.length === 2) cancellation.abort();
    };
    const outcome = await run({ workers: 1 }, cancellation.signal);
    expect(outcome).toMatchObject({ type: 'ran', summary: { files: 1, matches: 1, errors: 0, cancelled: true } });
    expect(pathsOf('match')).toHaveLength(1);
    expect(engine.scanned).toHaveLength(2);
  });

  it('scans nothing when it is cancelled before it began', async () => {
    await files({ a: 'hit' });
    expect(await run({}, AbortSignal.abort())).toMatchObject({ summary: { files: 0, cancelled: true } });
    expect(engine.scanned).toEqual([]);
  });

  it.each(['engine-missing', 'bug'])('ends with an error that no other file would escape: %s', async (kind) => {
    await files({ a: 'hit', b: 'hit', c: 'hit' });
    const error = kind === 'bug' ? new TypeError('bug') : new EngineError('engine-missing', 'no libyara');
    engine.before = () => {
      throw error;
    };
    await expect(run({ workers: 1 })).rejects.toBe(error);
    expect(engine.scanned).toHaveLength(1);
  });

  it('lets a slow listener hold the workers back', async () => {
    await files(Object.fromEntries(Array.from({ length: 6 }, (_, index) => [String(index), 'hit'])));
    let inListener = 0;
    let most = 0;
    const listener = async (event: ScanEvent) => {
      if (event.type !== 'match') return;
      most = Math.max(most, ++inListener + engine.atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      inListener -= 1;
    };
    const signal = new AbortController().signal;
    await runScan(request(), { engine, listener, signal });
    expect(most).toBeLessThanOrEqual(2);
  });

  describe('while it is paused', () => {
    const turns = async (done: () => boolean) => {
      while (!done()) await new Promise((resolve) => setImmediate(resolve));
    };
    let pause: PauseGate;

    beforeEach(async () => {
      pause = new PauseGate();
      await files(Object.fromEntries(Array.from({ length: 200 }, (_, index) => [String(index), `hit ${index}`])));
      engine.before = () => pause.pause();
    });

    it('finishes what is under way, begins nothing, and goes on where it was', async () => {
      const began = performance.now();
      const running = run({ workers: 1 }, undefined, pause);
      await turns(() => pause.milliseconds > 50);
      expect(engine.jobs).toHaveLength(1);
      engine.before = () => undefined;
      pause.resume();
      const outcome = await running;
      expect(pathsOf('match')).toHaveLength(200);
      const { summary } = outcome.type === 'ran' ? outcome : expect.fail();
      expect(summary.milliseconds).toBeLessThan(performance.now() - began - 50);
    });

    it('can be cancelled', async () => {
      const cancelled = new AbortController();
      const running = run({ workers: 1 }, cancelled.signal, pause);
      await turns(() => pause.paused);
      cancelled.abort();
      expect(await running).toMatchObject({ type: 'ran', summary: { cancelled: true } });
      expect(engine.jobs).toHaveLength(1);
    });
  });
});
