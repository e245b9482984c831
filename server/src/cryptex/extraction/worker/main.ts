/** A process that parses source files: one may crash the parser, or keep it busy, without harm to the rest. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { ExtractionJob, type ExtractionReply } from '../../../protocol/extraction.ts';
import { packFile } from '../../content.ts';
import { extractSource } from '../extractFile.ts';

/**
 * Trees lie outside of the heap that the collector watches: after so many characters of source it is told to look. Their
 * memory is given back with them.
 */
const collectAfter = 8 * 1024 * 1024;

let sinceCollected = 0;

async function extract(root: string, { path, known }: ExtractionJob['files'][number]): Promise<ExtractionReply> {
  try {
    const bytes = await readFile(join(root, path));
    const hash = createHash('sha256').update(bytes).digest('hex');
    if (hash === known) return { type: 'same' };
    const file = await extractSource(path, bytes);
    sinceCollected += bytes.length;
    if (sinceCollected > collectAfter) {
      sinceCollected = 0;
      global.gc?.();
    }
    return file
      ? { type: 'extracted', hash, packed: packFile(file) }
      : { type: 'failed', reason: 'No language takes it.' };
  } catch (error) {
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

async function run({ root, files }: ExtractionJob): Promise<void> {
  for (const file of files) {
    const reply = await extract(root, file);
    if (!process.connected) process.exit();
    process.send?.(reply);
  }
}

// In turn, whatever the sender does.
let last = Promise.resolve();
process.on('message', (message) => {
  const job = v.parse(ExtractionJob, message);
  last = last.then(() => run(job));
});
process.on('disconnect', () => process.exit());
process.send?.({ type: 'ready' } satisfies ExtractionReply);
