/** What is kept of a rule file, packed for the store. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as v from 'valibot';
import { ExtractedFile } from './extract.ts';

/** Part of the packed form: content that an earlier version has packed otherwise is read anew. */
const version = 1;

const Packed = v.object({ version: v.literal(version), file: ExtractedFile });

export function pack(file: ExtractedFile): Uint8Array {
  return deflateRawSync(JSON.stringify({ version, file } satisfies v.InferInput<typeof Packed>), { level: 1 });
}

/** Undefined where the content is none of this version. */
export function unpack(content: Uint8Array): ExtractedFile | undefined {
  try {
    const parsed = v.safeParse(Packed, JSON.parse(inflateRawSync(content).toString()));
    return parsed.success ? parsed.output.file : undefined;
  } catch {
    return undefined;
  }
}
