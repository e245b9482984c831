import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Follower } from '../../../client/src/gap/follower.ts';

describe('work that follows changes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** Work that lasts until it is let go. */
  function slow() {
    const ends: (() => void)[] = [];
    return { ends, work: () => new Promise<void>((resolve) => ends.push(resolve)) };
  }

  it('is done once for changes that come together', async () => {
    const follow = vi.fn(() => Promise.resolve());
    const follower = new Follower(follow, 100);
    follower.change();
    await vi.advanceTimersByTimeAsync(60);
    follower.change();
    await vi.advanceTimersByTimeAsync(60);
    expect(follow).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(follow).toHaveBeenCalledOnce();
  });

  it('is done once more when something has changed while it was under way, and not twice at a time', async () => {
    const { ends, work } = slow();
    const follower = new Follower(work, 100);
    follower.change();
    await vi.advanceTimersByTimeAsync(100);
    follower.change();
    follower.change();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(1);
    ends[0]?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(2);
    ends[1]?.();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(2);
  });

  it('waits for what is under way, and what a person asks for counts as following', async () => {
    const { ends, work } = slow();
    const follower = new Follower(work, 100);
    follower.change();
    await vi.advanceTimersByTimeAsync(100);
    follower.change();
    const asked = vi.fn(() => Promise.resolve('done'));
    const answer = follower.run(asked);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).not.toHaveBeenCalled();
    ends[0]?.();
    expect(await answer).toBe('done');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ends).toHaveLength(1);
  });

  it('goes on after work that failed, and stops when it is let go', async () => {
    const follow = vi.fn(() => Promise.resolve());
    const follower = new Follower(follow, 100);
    await expect(follower.run(() => Promise.reject(new Error('gone')))).rejects.toThrow('gone');
    follower.change();
    await vi.advanceTimersByTimeAsync(100);
    expect(follow).toHaveBeenCalledOnce();
    follower.change();
    follower.dispose();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(follow).toHaveBeenCalledOnce();
  });
});
