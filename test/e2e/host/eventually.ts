/** Waiting for something to become true, by the event that may have changed it. */
import type { Disposable, Event } from 'vscode';

const patience = 30_000;

/**
 * Resolves with the first answer of `check` that is not undefined, asked now and after each event.
 * Rejects after half a minute with what `describe` says then.
 */
export async function eventually<T>(
  event: Event<unknown>,
  check: () => T | undefined,
  describe: () => string,
): Promise<T> {
  const now = check();
  if (now !== undefined) return now;
  let subscription: Disposable | undefined;
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise<T>((resolve, reject) => {
      subscription = event(() => {
        const answer = check();
        if (answer !== undefined) resolve(answer);
      });
      timer = setTimeout(() => reject(new Error(`Waited ${patience / 1000} s. ${describe()}`)), patience);
    });
  } finally {
    clearTimeout(timer);
    subscription?.dispose();
  }
}
