import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerEncoder } from '../../../server/src/cli/answerEncoder.ts';

async function sent(message: object): Promise<unknown> {
  const bytes = await answerEncoder.encode({ jsonrpc: '2.0', ...message }, { charset: 'utf-8' });
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

describe('the encoder of answers', () => {
  it('writes every message as JSON does', async () => {
    const result = fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue()));
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.integer(), fc.string()), result, async (id, value) => {
        const message = { jsonrpc: '2.0', id, result: value };
        expect(await sent(message)).toEqual(JSON.parse(JSON.stringify(message)));
        expect(await sent(message)).toEqual(JSON.parse(JSON.stringify(message)));
      }),
    );
  });

  it('writes requests, notifications and errors', async () => {
    for (const message of [
      { id: 1, error: { code: 1, message: 'é' } },
      { method: 'x', params: [1] },
      { id: 2, method: 'y' },
    ])
      expect(await sent(message)).toEqual({ jsonrpc: '2.0', ...message });
  });
});
