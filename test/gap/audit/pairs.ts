/** Programs in C beside their ports to Rust, which nobody here wrote, and how well the audit pairs them. */
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { findPortPairs, type PortPair } from '../../../native/libyara/obtain/portPairs.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import type { AuditResult } from '../../../server/src/gap/draft.ts';

export type PairName = PortPair['name'];

/** Undefined where `npm run setup` could not obtain them. */
export const portPairs = findPortPairs(cacheFolder());

/** Of libraries a port may take other ones; they are only looked at as a whole. */
const legacyFolders: Readonly<Record<PairName, readonly string[]>> = {
  coreutils: ['src'],
  sudo: ['src', 'plugins/sudoers'],
};
const tools: Readonly<Record<PairName, string>> = { coreutils: 'src/uu', sudo: 'src' };

/** Both sources in one folder, `c` and `rust`, as the audit of a migration would have them. */
export async function copyPair({ name, legacy, port }: PortPair, root: string, isWhole = false): Promise<void> {
  for (const folder of isWhole ? ['.'] : legacyFolders[name])
    await cp(join(legacy, folder), join(root, 'c', folder), { recursive: true });
  await cp(join(port, 'src'), join(root, 'rust', 'src'), { recursive: true });
}

export interface PairFigures {
  readonly precision: number;
  readonly recall: number;
  /** Components that have the name of a tool of the port. */
  readonly tools: number;
  /** In words. */
  readonly wrong: readonly string[];
  readonly missed: readonly string[];
}

/** Files that have another name than the tool that they are. */
const otherNames: Readonly<Record<string, string>> = { lbracket: 'test', ginstall: 'install' };

/** The truth are the tools' names: `src/cat.c` belongs to the folder `cat` of the port. */
export async function componentFigures(pair: PortPair, { components }: AuditResult): Promise<PairFigures> {
  const folder = tools[pair.name];
  const names = new Set(
    (await readdir(join(pair.port, folder), { withFileTypes: true }))
      .filter((one) => one.isDirectory())
      .map((one) => one.name),
  );
  const wrong: string[] = [];
  const missed: string[] = [];
  let right = 0;
  for (const { component } of components) {
    const stem = /([^/]+)\.c$/.exec(component.component)?.[1] ?? '';
    const tool = otherNames[stem] ?? stem;
    if (!names.has(tool) || !isTool(pair.name, component.component)) continue;
    const [port] = component.ports;
    if (port === undefined) missed.push(component.component);
    else if (port.startsWith(`rust/${folder}/${tool}/`)) right += 1;
    else wrong.push(`${component.component} → ${port}`);
  }
  const told = right + wrong.length;
  return {
    precision: right / told,
    recall: right / (told + missed.length),
    tools: told + missed.length,
    wrong,
    missed,
  };
}

/** Libraries may have files of the same name. */
function isTool(name: PairName, path: string): boolean {
  return name === 'coreutils' ? path.startsWith('c/src/') : !path.startsWith('c/lib/');
}

const Judged = v.object({
  matches: v.array(
    v.object({
      pair: v.picklist(['coreutils', 'sudo']),
      function: v.string(),
      port: v.string(),
      verdict: v.picklist(['right', 'part', 'wrong']),
    }),
  ),
});

const fixture = join(import.meta.dirname, '../../fixtures/gap/judged.json');
const judged = v.parse(Judged, JSON.parse(await readFile(fixture, 'utf8'))).matches;

/** Of the matches that were judged by reading, those that are made, by their verdicts. */
export function judgedFigures(name: PairName, { components }: AuditResult): Record<'right' | 'part' | 'wrong', number> {
  const made = new Map(
    components.flatMap(({ functions }) =>
      functions.map((fn) => [`${fn.file}#${fn.symbol}`, fn.state === 'ported' ? fn.match?.port : undefined]),
    ),
  );
  const counts = { right: 0, part: 0, wrong: 0 };
  for (const { pair, function: place, port, verdict } of judged)
    if (pair === name && made.get(place) === port) counts[verdict] += 1;
  return counts;
}
