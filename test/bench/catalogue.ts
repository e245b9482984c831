/**
 * `npm run bench -- catalogue`: the rule catalogue of both corpora: indexing them, starting again, finding rules.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue } from '../../server/src/catalogue/catalogue.ts';
import { SearchableCatalogue } from '../../server/src/catalogue/searchableCatalogue.ts';
import { RuleSearch } from '../../server/src/catalogue/ruleSearch.ts';
import type { CatalogueRule } from '../../server/src/protocol/catalogue.ts';
import { RuleFiles } from '../../server/src/store/ruleFiles.ts';
import { Store } from '../../server/src/store/store.ts';
import { corpus } from '../engine/libraries.ts';
import { percentiles, random } from './figures.ts';

const queries = 2000;
const limit = 200;

export async function run(): Promise<void> {
  const folders = [corpus('signature-base'), corpus('yara-rules')].filter((folder) => folder !== undefined);
  if (folders.length < 2) {
    console.log('skipped: the corpora are not here (CRYPTEX_CORPORA)');
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-catalogue-'));
  try {
    const path = join(folder, 'cryptex.sqlite');
    await index('first indexing', path, folders);
    const { rules } = await index('next start    ', path, folders);
    await changeOne(join(folder, 'changed.sqlite'), folders, folder);
    const began = performance.now();
    const search = new RuleSearch(rules);
    console.log(`search made ready  ${Math.round(performance.now() - began)} ms`);
    const next = random(7);
    const times: number[] = [];
    let found = 0;
    for (let count = 0; count < queries; count += 1) {
      const query = someQuery(rules, next);
      const start = performance.now();
      found += search.find(query, limit).length;
      times.push(performance.now() - start);
    }
    console.log(`find rule          ${percentiles(times)} over ${queries} queries, ${found} results`);
    console.log(`memory             ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function index(what: string, path: string, folders: readonly string[]): Promise<Catalogue> {
  await using store = new Store(path);
  const catalogue = new Catalogue(new RuleFiles(store), { folders, exclude: [] });
  const began = performance.now();
  const update = await catalogue.update({ signal: new AbortController().signal, onNotice: console.error });
  const seconds = ((performance.now() - began) / 1000).toFixed(2);
  console.log(`${what}     ${seconds} s, ${update.rules} rules of ${update.files} files, ${update.read} read`);
  return catalogue;
}

/** A file of rules is saved again and again, beside the corpora: how long until the catalogue and its search know it. */
async function changeOne(path: string, corpora: readonly string[], folder: string): Promise<void> {
  const folders = [...corpora, join(folder, 'rules')];
  await mkdir(join(folder, 'rules'));
  await using catalogue = new SearchableCatalogue({ store: path, folders, exclude: [] }, console.error);
  const options = { signal: new AbortController().signal, onNotice: console.error };
  const times: number[] = [];
  for (let round = 0; round <= 20; round += 1) {
    await writeFile(join(folder, 'rules', 'a.yar'), `rule changed_${round} { condition: true }`);
    const began = performance.now();
    await catalogue.catalogue.update(options);
    catalogue.prepare();
    // The first one reads all of it.
    if (round > 0) times.push(performance.now() - began);
    if (catalogue.find(`changed_${round}`, 1)[0]?.rule.name !== `changed_${round}`) throw new Error('not found');
  }
  console.log(`one file changed   ${percentiles(times)} until it can be found`);
}

/** What a person may type, cut at a random place as they type it: of a name, a tag, metadata, a pattern, or nonsense. */
function someQuery(rules: readonly CatalogueRule[], next: () => number): string {
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(next() * from.length)];
  const rule = pick(rules);
  const texts = [
    rule?.name,
    rule?.name.replaceAll('_', ' '),
    pick(rule?.tags ?? []) ?? 'e',
    String(pick(rule?.metas ?? [])?.value ?? 'author'),
    pick(rule?.patterns ?? [])?.text.replaceAll('"', ''),
    `${rule?.name.slice(0, 4)} zzqx`,
  ];
  const text = pick(texts) ?? 'mz';
  return text.slice(0, 1 + Math.floor(next() * Math.min(text.length, 24)));
}
