import type { Message, MessageWriterOptions, ResponseMessage } from 'vscode-languageserver/node';

type Encoder = NonNullable<MessageWriterOptions['contentTypeEncoder']>;

/** By the objects of answers: document symbols share those that have not changed since the answer before. */
const written = new WeakMap<object, Buffer>();
const comma = Buffer.from(',');
const end = Buffer.from(']}');

/**
 * Writes messages as JSON in UTF-8, which is the only encoding that the protocol has left. What is in a list that answers
 * a request is written once as long as it is the same object: the symbols of a file of 1 MB are 1.2 MB of JSON.
 */
export const answerEncoder: Encoder = {
  name: 'application/json',
  encode: async (message) => Promise.resolve(bytesOf(message)),
};

function bytesOf(message: Message): Buffer {
  if (!isListAnswer(message)) return Buffer.from(JSON.stringify(message));
  const { result, ...rest } = message;
  const parts: Buffer[] = [Buffer.from(`${JSON.stringify(rest).slice(0, -1)},"result":[`)];
  for (const [index, item] of result.entries()) {
    if (index > 0) parts.push(comma);
    parts.push(itemBytes(item));
  }
  parts.push(end);
  return Buffer.concat(parts);
}

function isListAnswer(message: Message): message is ResponseMessage & { result: unknown[] } {
  return 'result' in message && Array.isArray(message.result);
}

function itemBytes(item: unknown): Buffer {
  if (typeof item !== 'object' || item === null) return Buffer.from(JSON.stringify([item]).slice(1, -1));
  const known = written.get(item);
  if (known) return known;
  const bytes = Buffer.from(JSON.stringify(item));
  written.set(item, bytes);
  return bytes;
}
