/** How well ports are found in a tree that was made for it: ports, parts of ports, bindings, strangers of the same name. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { AuditResult } from '../../../server/src/gap/draft.ts';
import { Audited, fixture } from './support.ts';

const Truth = v.object({
  functions: v.array(
    v.object({
      function: v.string(),
      kind: v.picklist(['port', 'partial', 'bound', 'none']),
      port: v.nullable(v.string()),
    }),
  ),
});

const truth = v.parse(Truth, JSON.parse(await readFile(join(fixture, 'truth.json'), 'utf8'))).functions;

/** What was found of each function: the port that counts. */
function portsIn({ components }: AuditResult): Map<string, string | undefined> {
  return new Map(
    components.flatMap(({ functions }) =>
      functions.map(({ file, symbol, state, match }) => [
        `${file}#${symbol}`,
        state === 'ported' ? match?.port : undefined,
      ]),
    ),
  );
}

function figures(result: AuditResult) {
  const found = portsIn(result);
  const wrong = truth.filter((one) => found.get(one.function) !== undefined && found.get(one.function) !== one.port);
  const right = truth.filter(({ port, function: place }) => port !== null && found.get(place) === port);
  const ports = truth.filter(({ port }) => port !== null);
  return {
    precision: right.length / (right.length + wrong.length),
    recall: right.length / ports.length,
    wrong: wrong.map((one) => `${one.function} → ${found.get(one.function) ?? ''}`),
    missed: ports.filter((one) => !right.includes(one)).map((one) => one.function),
  };
}

describe('the tree that was made for the audit', () => {
  it('has a truth for each of its functions, sixty at least', async () => {
    await using audited = await Audited.create({}, join(fixture, 'tree'));
    const places = [...portsIn(await audited.run()).keys()];
    expect(places.sort()).toEqual(truth.map((one) => one.function).sort());
    expect(places.length).toBeGreaterThanOrEqual(60);
  });

  it('is matched without a map: precision at least 0.95, recall at least 0.9', async () => {
    await using audited = await Audited.create({}, join(fixture, 'tree'));
    const { precision, recall, wrong, missed } = figures(await audited.run());
    console.log(`fixture: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} without a map`);
    expect({ wrong, precision: precision >= 0.95 }).toEqual({ wrong: [], precision: true });
    expect(recall, missed.join('\n')).toBeGreaterThanOrEqual(0.9);
  });

  it('is matched in full with map and markers', async () => {
    await using audited = await Audited.create({}, join(fixture, 'tree'));
    await audited.copy(join(fixture, 'gap-map.json'), '.cryptex/gap-map.json');
    const vault = 'crates/sift-core/src/vault.rs';
    const text = await readFile(join(fixture, 'tree', vault), 'utf8');
    const marked = text.replace(/^(?=\s*fn veil)/m, '    // ports: libsift/quarantine.c#sf_quarantine_scramble\n');
    expect(marked).not.toBe(text);
    await audited.write(vault, marked);
    const result = await audited.run();
    const { precision, recall, wrong, missed } = figures(result);
    console.log(`fixture: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)} with map and markers`);
    expect({ precision, recall, wrong, missed }).toEqual({ precision: 1, recall: 1, wrong: [], missed: [] });
    expect(result.problems.filter(({ file }) => file === '.cryptex/gap-map.json')).toEqual([]);
  });

  it('knows what is bound from what is ported', async () => {
    await using audited = await Audited.create({}, join(fixture, 'tree'));
    const { components } = await audited.run();
    const bound = components.flatMap(({ functions }) =>
      functions.filter(({ state }) => state === 'bound').map(({ file, symbol }) => `${file}#${symbol}`),
    );
    expect(bound.sort()).toEqual(
      truth
        .filter(({ kind }) => kind === 'bound')
        .map((one) => one.function)
        .sort(),
    );
  });
});
