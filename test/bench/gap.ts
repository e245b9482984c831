/**
 * `npm run bench -- gap`: the audit of YARA's source, as a process, cold, when nothing and when one file has changed; of two
 * programs with their Rust ports, and how well they are matched; and the tree of 50,000 components. Build first.
 */
import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findSourceOracles } from '../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { packFile } from '../../server/src/cryptex/content.ts';
import { Dictionary } from '../../server/src/cryptex/dictionary.ts';
import type { Fingerprint } from '../../server/src/cryptex/fingerprint.ts';
import type { SourceEvent, SourceRequest } from '../../server/src/cryptex/sourceEvents.ts';
import { GapAudit } from '../../server/src/gap/gapAudit.ts';
import type { ExtractedSymbol, SourceLanguage } from '../../server/src/protocol/cryptex.ts';
import { GapGrouping } from '../../server/src/protocol/gapView.ts';
import { Store } from '../../server/src/store/store.ts';
import { cryptex } from '../cli/support/cryptex.ts';
import { componentFigures, copyPair, judgedFigures, portPairs } from '../gap/audit/pairs.ts';
import { Audited, settings } from '../gap/audit/support.ts';
import { percentiles, random } from './figures.ts';

const legacyFiles = Number(process.argv[3] ?? 50_000);
const targetFiles = legacyFiles / 10;

export async function run(): Promise<void> {
  await yara();
  await ports();
  await large();
}

async function yara(): Promise<void> {
  const source = (await findSourceOracles(cacheFolder()))?.source;
  if (source === undefined) {
    console.log("YARA's source is not there: npm run setup");
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-gap-'));
  try {
    await cp(source, folder, { recursive: true });
    const audit = async (when: string): Promise<void> => {
      const began = performance.now();
      const { code, stderr } = await cryptex(['gap', 'audit', '--no-blame'], { cwd: folder });
      if (code !== 0) throw new Error(stderr);
      console.log(`YARA's source, ${when.padEnd(16)} ${seconds(began)} s`);
    };
    await audit('cold');
    for (let round = 0; round < 3; round += 1) await audit('nothing changed');
    for (let round = 0; round < 3; round += 1) {
      await appendFile(join(folder, 'libyara/scan.c'), `int bench_${round}(void) { return ${round}; }\n`);
      await audit('one file changed');
    }
    await using audited = await Audited.create({}, source);
    await audited.run({ workers: 2 });
    for (let round = 0; round < 3; round += 1) {
      await appendFile(join(audited.root, 'libyara/scan.c'), `int bench_${round}(void) { return ${round}; }\n`);
      const began = performance.now();
      await audited.run();
      console.log(`YARA's source, one file changed, in a process that has it open: ${seconds(began)} s`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ports(): Promise<void> {
  if (!portPairs) console.log('The sources of coreutils and sudo with their ports are not there: npm run setup');
  for (const pair of portPairs ?? []) {
    await using audited = await Audited.create({});
    await copyPair(pair, audited.root, true);
    const began = performance.now();
    const result = await audited.run({ workers: 2 });
    const { precision, recall, tools, wrong, missed } = await componentFigures(pair, result);
    const { right, part, wrong: bad } = judgedFigures(pair.name, result);
    const { functions, ported } = result.totals;
    console.log(
      `${pair.name}: ${seconds(began)} s cold; ${tools} tools: precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}; ` +
        `${ported} of ${functions} functions matched, of those judged ${right} right, ${part} in part, ${bad} wrong`,
    );
    for (const one of wrong) console.log(`  wrong: ${one}`);
    for (const one of missed) console.log(`  missed: ${one}`);
  }
}

async function large(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-gap-'));
  try {
    await using store = new Store(join(folder, 'cryptex.sqlite'));
    const made = [...files()];
    const dictionary = new Dictionary({ store, root: folder }, console.error, (request) => events(made, request));
    const audit = new GapAudit({ store, dictionary, root: folder });
    const signal = new AbortController().signal;
    const options = { settings, blame: false, signal, judgeRules: noRules };
    let began = performance.now();
    await dictionary.index({ exclude: [], signal });
    console.log(`${legacyFiles} legacy files and ${targetFiles} of the target, indexed: ${seconds(began)} s`);
    for (const when of ['first audit', 'nothing changed']) {
      began = performance.now();
      const { totals } = await audit.audit(options);
      console.log(`${when}: ${seconds(began)} s; ${totals.ported} of ${totals.functions} functions matched`);
    }
    for (const grouping of GapGrouping.options) {
      const times: number[] = [];
      for (let round = 0; round < 10; round += 1) {
        const question = { grouping, filter: '', from: 0, limit: 200 };
        began = performance.now();
        const { groups } = await audit.children({ ...question, path: [] });
        times.push(performance.now() - began);
        began = performance.now();
        await audit.children({ ...question, path: [groups[0]?.key ?? ''] });
        times.push(performance.now() - began);
      }
      console.log(`tree by ${grouping.padEnd(11)} ${percentiles(times)} a level`);
    }
    began = performance.now();
    await audit.decide([{ kind: 'responsible', of: made[0]?.path ?? '', responsible: 'Ada' }], 'Ada');
    console.log(`a decision: ${seconds(began)} s`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function* noRules(): AsyncGenerator<never> {
  // There are none.
}

type Made = Extract<SourceEvent, { type: 'file' }>;

const words =
  'scan match rule buffer arena stack object token error block atom index value string hash node table entry module walker cipher frame socket packet header section import export symbol thread mutex queue cache region page handle cursor range glyph layer pixel vector matrix kernel branch opcode signal timer bucket shard ledger voucher'.split(
    ' ',
  );

function* files(): Generator<Made> {
  const next = random(11);
  for (let index = 0; index < legacyFiles; index += 1) yield file(`src/d${index % 500}/f${index}.c`, 'c', index, next);
  for (let index = 0; index < targetFiles; index += 1)
    yield file(`port/d${index % 50}/f${index}.rs`, 'rust', index, next);
}

function file(path: string, language: SourceLanguage, index: number, next: () => number): Made {
  const name = path.replace(/^.*\//, '');
  const fingerprints: Fingerprint[] = [];
  const word = (): string => words[Math.floor(next() * words.length)] ?? '';
  const symbols = [0, 1, 2, 3].map((position): ExtractedSymbol => {
    const symbol = position === 0 ? name : `${word()}_${word()}_${index % 5000}_${position}`;
    fingerprints.push({
      ...{ parameters: 2, strings: [`${word()} ${word()} failed in ${index % 5000}`], numbers: [String(index * 7919)] },
      ...{ calls: [`${word()}_${word()}`], bound: [], ports: [], isGenerated: false },
    });
    return {
      kind: position === 0 ? 'module' : 'function',
      ...{ name: symbol, qualifiedName: symbol, visibility: 'public', signature: `int ${symbol}(int a, int b)` },
      span: { startLine: 20 * position + 1, startColumn: 0, endLine: 20 * position + 19, endColumn: 1 },
      ...{ summary: { text: 'Calls.', source: 'derived' }, pseudocode: '', references: [] },
      bodyHash: `${path} ${position}`,
    };
  });
  const whole = packFile({ language, lines: 80, symbols, syntaxErrors: [], fingerprints });
  // As they come from another process: what zlib gives lies in larger buffers.
  const packed = {
    ...whole,
    ...{ content: new Uint8Array(whole.content), rows: new Uint8Array(whole.rows) },
    ...{ words: new Uint8Array(whole.words), fingerprints: new Uint8Array(whole.fingerprints) },
  };
  return { type: 'file', path, size: 1, modified: '1', hash: path, packed };
}

async function* events(made: readonly Made[], { known }: SourceRequest): AsyncGenerator<SourceEvent> {
  await Promise.resolve();
  for (const one of made) yield known.get(one.path)?.hash === one.hash ? { type: 'unchanged', path: one.path } : one;
}

function seconds(since: number): string {
  return ((performance.now() - since) / 1000).toFixed(2);
}
