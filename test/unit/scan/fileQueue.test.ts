import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FileQueue } from '../../../server/src/scan/fileQueue.ts';

const item = (bytes: number) => ({ bytes });

describe('FileQueue', () => {
  it('hands out the largest first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat()), async (sizes) => {
        const queue = new FileQueue(1000);
        for (const size of sizes) await queue.push(item(size));
        queue.close();
        const taken: number[] = [];
        for (let next = await queue.take(); next; next = await queue.take()) taken.push(next.bytes);
        expect(taken).toEqual(sizes.toSorted((a, b) => b - a));
      }),
    );
  });

  it('gives a waiting taker what comes, and nothing once it is closed', async () => {
    const queue = new FileQueue(10);
    const first = queue.take();
    const second = queue.take();
    await queue.push(item(1));
    expect(await first).toEqual(item(1));
    queue.close();
    expect(await second).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
  });

  it('holds back who pushes while it is full', async () => {
    const queue = new FileQueue(2);
    await queue.push(item(1));
    let released = false;
    const pushed = queue.push(item(2)).then(() => (released = true));
    await Promise.resolve();
    expect(released).toBe(false);
    await queue.take();
    await pushed;
    expect(released).toBe(true);
  });

  it('releases everyone when it is cleared', async () => {
    const queue = new FileQueue(1);
    const pushed = queue.push(item(1));
    queue.clear();
    await pushed;
    await queue.push(item(2));
    expect(await queue.take()).toBeUndefined();
  });
});
