import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EventBatcher } from '../../../server/src/scan/eventBatcher.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('EventBatcher', () => {
  it('sends when the time has come, when the batch is full, and when it is flushed', () => {
    const sent: number[][] = [];
    const batcher = new EventBatcher<number>((batch) => sent.push(batch), { limit: 3, milliseconds: 50 });
    batcher.add(1);
    batcher.add(2);
    vi.advanceTimersByTime(49);
    expect(sent).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(sent).toEqual([[1, 2]]);
    for (const item of [3, 4, 5, 6]) batcher.add(item);
    expect(sent).toEqual([
      [1, 2],
      [3, 4, 5],
    ]);
    batcher.flush();
    batcher.flush();
    expect(sent.at(-1)).toEqual([6]);
    vi.advanceTimersByTime(1000);
    expect(sent).toHaveLength(3);
  });
});
