/** The audit of coreutils and sudo against their Rust ports, without a map. */
import { describe, expect, it } from 'vitest';
import { componentFigures, copyPair, judgedFigures, portPairs } from './pairs.ts';
import { Audited } from './support.ts';

describe.skipIf(portPairs === undefined)('programs and their ports by others (npm run setup)', () => {
  it.each(portPairs ?? [])('$name: components are matched by precision 0.9 and recall 0.8 at least', async (pair) => {
    await using audited = await Audited.create({});
    await copyPair(pair, audited.root);
    const result = await audited.run({ workers: 2 });
    const { precision, recall, tools, wrong, missed } = await componentFigures(pair, result);
    const { right, part, wrong: false_ } = judgedFigures(pair.name, result);
    console.log(
      `${pair.name}: ${tools} tools, components: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}; ` +
        `of the judged matches ${right} right, ${part} in part, ${false_} wrong`,
    );
    expect(precision, wrong.join('\n')).toBeGreaterThanOrEqual(0.9);
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.8);
    expect((right + part) / (right + part + false_)).toBeGreaterThanOrEqual(0.8);
  });
});
