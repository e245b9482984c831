import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import { expect, it } from 'vitest';
import { LatestAnswer } from '../../../client/src/latestAnswer.ts';

const latest = (): LatestAnswer => new LatestAnswer(() => new CancellationTokenSource());

it('gives the answer of the latest question only, in whatever order answers come', async () => {
  const answers = latest();
  const settle: ((answer: string) => void)[] = [];
  const ask = (): Promise<string | undefined> =>
    answers.ask(() => new Promise<string>((resolve) => settle.push(resolve)));
  const [first, second, third] = [ask(), ask(), ask()];
  settle[2]?.('third');
  settle[0]?.('first');
  settle[1]?.('second');
  expect(await Promise.all([first, second, third])).toEqual([undefined, undefined, 'third']);
});

it('cancels the question before, and is silent about its failure', async () => {
  const answers = latest();
  const asked: boolean[] = [];
  const first = answers.ask(
    (token) =>
      new Promise((_, reject) => {
        token.onCancellationRequested(() => {
          asked.push(token.isCancellationRequested);
          reject(new Error('cancelled'));
        });
      }),
  );
  expect(await answers.ask(() => Promise.resolve(2))).toBe(2);
  expect([await first, asked]).toEqual([undefined, [true]]);
});

it('tells of a failure of the latest question, and of nothing once all are called off', async () => {
  const answers = latest();
  await expect(answers.ask(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  const late = answers.ask<number>(() => Promise.reject(new Error('late')));
  answers.cancel();
  expect(await late).toBeUndefined();
});
