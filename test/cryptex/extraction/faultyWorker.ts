/** A process that parses files, and falls over those whose names say so, as a parser might; of others it tells which process it is. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { packFile } from '../../../server/src/cryptex/content.ts';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';
import { ExtractionJob, type ExtractionReply } from '../../../server/src/protocol/extraction.ts';

async function reply(root: string, path: string): Promise<unknown> {
  if (path.includes('crash')) process.abort();
  if (path.includes('pid')) return { type: 'failed', reason: String(process.pid) } satisfies ExtractionReply;
  if (path.includes('nonsense')) return { type: 'poem' };
  if (path.includes('memory')) {
    const kept: number[][] = [];
    for (;;) kept.push(new Array<number>(1_000_000).fill(0.5));
  }
  if (path.includes('hang')) for (;;);
  const file = await extractSource(path, await readFile(join(root, path)));
  if (!file) throw new Error('no language');
  return { type: 'extracted', hash: path, packed: packFile(file) } satisfies ExtractionReply;
}

process.on('message', (message) => {
  const { root, files } = v.parse(ExtractionJob, message);
  void (async () => {
    for (const { path } of files) process.send?.(await reply(root, path));
  })();
});
process.on('disconnect', () => process.exit());
process.send?.({ type: 'ready' } satisfies ExtractionReply);
