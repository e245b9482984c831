/**
 * `npm run bench -- dictionary`: a dictionary of 100,000 made entries: keeping them, searching, the tree, an entry, an edit.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packFile } from '../../server/src/cryptex/content.ts';
import { Dictionary } from '../../server/src/cryptex/dictionary.ts';
import type { SourceEvent, SourceRequest } from '../../server/src/cryptex/sourceEvents.ts';
import type { ExtractedFile, ExtractedSymbol, Reference } from '../../server/src/protocol/cryptex.ts';
import type { EntryGrouping } from '../../server/src/protocol/dictionaryView.ts';
import { percentiles, random } from './figures.ts';

const files = 8000;
const symbolsPerFile = 12;
const queries = 1000;
const limit = 200;

export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'cryptex-dictionary-'));
  const place = { store: join(folder, 'cryptex.sqlite'), root: join(folder, 'source') };
  try {
    const packed = await time('made             ', () => Promise.resolve(codeBase()));
    const sources = (request: SourceRequest) => events(packed, request);
    const open = (): Dictionary => new Dictionary(place, console.error, sources);
    const options = { exclude: [], signal: new AbortController().signal };
    {
      await using dictionary = open();
      const { entries } = await time('kept, all new    ', () => dictionary.index(options));
      console.log(`  ${entries.total} entries, ${Math.round((await stat(place.store)).size / 1e6)} MB`);
    }
    await using dictionary = open();
    await time('nothing changed  ', () => dictionary.index(options));
    const first = packed[0];
    if (first) packed[0] = { ...first, hash: 'changed' };
    await time('one file changed ', () => dictionary.index(options));
    const cold = open();
    await time('tree, cold       ', () => children(cold, 'family', []));
    await tree(dictionary);
    await time('search made ready', () => dictionary.prepare());
    await search(dictionary);
    await one(dictionary);
    console.log(`memory            ${Math.round(process.memoryUsage().rss / 1024 / 1024)} MB`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function tree(dictionary: Dictionary): Promise<void> {
  for (const grouping of ['family', 'folder', 'kind', 'status', 'owner', 'language'] as const) {
    const times: number[] = [];
    const path: string[] = [];
    for (let level = 0; level < 4; level += 1) {
      const began = performance.now();
      const { groups } = await children(dictionary, grouping, path);
      times.push(performance.now() - began);
      if (!groups[0]) break;
      path.push(groups[0].key);
    }
    console.log(`tree by ${grouping.padEnd(9)} ${percentiles(times)} a level`);
  }
  await time('tree, filtered   ', () => children(dictionary, 'family', [], 'scan buf'));
}

function children(dictionary: Dictionary, grouping: EntryGrouping, path: readonly string[], filter = '') {
  return dictionary.children({ grouping, path, filter, from: 0, limit });
}

async function search(dictionary: Dictionary): Promise<void> {
  const next = random(5);
  const times: number[] = [];
  let found = 0;
  for (let count = 0; count < queries; count += 1) {
    const word = (): string => pick(words, next);
    const texts = [
      `yr_${word()}_${word()}`,
      word(),
      `${word()} ${word()}`,
      `${word()}${word()}`,
      `local_${word()}`,
      'qzx',
    ];
    const text = pick(texts, next);
    const query = text.slice(0, 1 + Math.floor(next() * text.length));
    const began = performance.now();
    found += (await dictionary.search(query, limit)).length;
    times.push(performance.now() - began);
  }
  console.log(`search            ${percentiles(times)} over ${queries} queries, ${found} results`);
}

async function one(dictionary: Dictionary): Promise<void> {
  const [brief] = await dictionary.search('scan', 1);
  const id = brief?.id ?? 0;
  await time('an entry         ', () => dictionary.entry(id));
  await time('its surroundings ', () => dictionary.graph(id, { reverse: true, depth: 2, limit: 100 }));
  await time('an edit          ', () => dictionary.annotate(id, { summary: 'New.' }, { by: 'A', source: 'human' }));
  await time('search after it  ', () => dictionary.search('new', limit));
}

async function time<T>(what: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const cpu = process.cpuUsage();
  const answer = await work();
  const { user, system } = process.cpuUsage(cpu);
  const spent = Math.round((user + system) / 1000);
  console.log(`${what} ${Math.round(performance.now() - began)} ms, ${spent} ms of CPU`);
  return answer;
}

const words =
  'scan match rule buffer arena stack object parse token error file block atom index value string hash node list size next init free load save read write open close check find count limit flags state table entry module'.split(
    ' ',
  );

type Made = Extract<SourceEvent, { type: 'file' }>;

export function codeBase(files = 8000): Made[] {
  const next = random(3);
  return Array.from({ length: files }, (_, index): Made => {
    const path = `${pick(words, next)}/${pick(words, next)}/${pick(words, next)}_${index}.c`;
    return { type: 'file', path, size: 1, modified: '1', hash: String(index), packed: packFile(madeFile(index, next)) };
  });
}

function madeFile(file: number, next: () => number): ExtractedFile {
  const symbols = Array.from({ length: symbolsPerFile + 1 }, (_, index): ExtractedSymbol => {
    const name = index === 0 ? `file_${file}` : functionName(file, index);
    const calls = Array.from({ length: 8 }, () =>
      functionName(Math.floor(next() * files), 1 + Math.floor(next() * symbolsPerFile)),
    );
    const lines = calls.map(
      (call) =>
        `  if local_${pick(words, next)} > ${pick(words, next)}.${pick(words, next)}\n    call ${call}(${pick(words, next)})`,
    );
    return {
      kind: index === 0 ? 'module' : 'function',
      ...{ name, qualifiedName: name, visibility: 'public' },
      span: { startLine: 20 * index + 1, startColumn: 0, endLine: 20 * index + 19, endColumn: 1 },
      signature: `int ${name}(YR_SCANNER* scanner, const uint8_t* buffer, size_t buffer_size)`,
      summary: {
        text: `Calls ${calls.slice(0, 3).join(', ')} and returns their ${pick(words, next)}.`,
        source: 'derived',
      },
      pseudocode: lines.join('\n'),
      references: calls.map((call, line): Reference => ({ kind: 'call', name: call, line: line + 1, uses: 1 })),
      bodyHash: `${file} ${index}`,
    };
  });
  return { language: 'c', lines: 260, symbols, syntaxErrors: [] };
}

function functionName(file: number, index: number): string {
  const next = random(file * 31 + index);
  return `yr_${pick(words, next)}_${pick(words, next)}_${file % 700}`;
}

async function* events(made: readonly Made[], { known }: SourceRequest): AsyncGenerator<SourceEvent> {
  await Promise.resolve();
  for (const file of made) {
    yield known.get(file.path)?.hash === file.hash ? { type: 'unchanged', path: file.path } : file;
  }
}

function pick<T>(from: readonly T[], next: () => number): T {
  const value = from[Math.floor(next() * from.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}
