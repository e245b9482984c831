/**
 * Calls that are extracted from YARA's own source, of which a person has read the places: whether what is called there is
 * what the dictionary says.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { findSourceOracles } from '../../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import { callsBetween, sampleOf } from './edges.ts';

const Judged = v.object({
  from: v.string(),
  to: v.string(),
  line: v.number(),
  source: v.string(),
  isReal: v.boolean(),
  /** Why it is not. */
  note: v.optional(v.string()),
});

const version = '4.5.2';
const oracles = await findSourceOracles(cacheFolder());

describe.skipIf(oracles?.version !== version)(
  `calls in the source of YARA ${version} (npm run setup obtains it)`,
  () => {
    it('of a sample of 200 are real to 97 % at least', async () => {
      const fixture = await readFile(join(import.meta.dirname, `calls-${version}.json`), 'utf8');
      const judged = v.parse(v.array(Judged), JSON.parse(fixture));
      const edges = await callsBetween(oracles?.source ?? '', ['libyara', 'cli'], /\.[ch]$/);
      const key = ({ from, to, line, source }: Omit<v.InferOutput<typeof Judged>, 'isReal'>): string =>
        `${from} → ${to}, line ${String(line)}: ${source}`;
      const sample = sampleOf(edges, 200).map(key);
      // What is new in the sample has to be read and judged.
      expect(sample.toSorted()).toEqual(judged.map(key).toSorted());
      const real = judged.filter(({ isReal }) => isReal).length;
      console.log(
        `${String(edges.length)} calls between entries; of ${String(judged.length)} that were read ${String(real)} are real`,
      );
      expect(real / judged.length).toBeGreaterThanOrEqual(0.97);
    }, 120_000);
  },
);
