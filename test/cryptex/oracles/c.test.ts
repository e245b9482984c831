/** What is extracted from YARA's own source against what ctags and cflow find in it. */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { findSourceOracles } from '../../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';
import type { ExtractedSymbol } from '../../../server/src/protocol/cryptex.ts';
import { ctags, debianFolder, filesBelow, readSource, type Tag } from '../languages/oracles/codeBases.ts';

const oracles = await findSourceOracles(cacheFolder());
const hasCtags = (await debianFolder('universal-ctags', '')) !== undefined;
const isReady = oracles !== undefined && hasCtags;

interface Found {
  readonly path: string;
  readonly text: string;
  readonly functions: readonly ExtractedSymbol[];
  /** Functions that ctags finds. */
  readonly tags: readonly Tag[];
}

/** ctags names `define_function(x) {` after the macro; of a head in two branches it takes the one for C++. */
function isSame(symbol: ExtractedSymbol, tag: Tag): boolean {
  return tag.line >= symbol.span.startLine - 3 && tag.line <= symbol.span.endLine && tag.end === symbol.span.endLine;
}

describe.skipIf(!isReady)("YARA's source (needs universal-ctags, cflow and the source; npm run setup)", () => {
  const files: Found[] = [];
  const root = oracles?.source ?? '';

  beforeAll(async () => {
    const paths = [
      ...(await filesBelow(join(root, 'libyara'), /\.[ch]$/)),
      ...(await filesBelow(join(root, 'cli'), /\.[ch]$/)),
    ];
    const tags = await ctags(paths, ['--languages=C', '--langmap=C:.c.h', '--kinds-C=f']);
    for (const path of paths) {
      const { symbols } = await readSource(path);
      const functions = symbols.filter(({ kind }) => kind === 'function');
      files.push({
        path: relative(root, path),
        text: await readFile(path, 'latin1'),
        functions,
        tags: tags.get(path) ?? [],
      });
    }
  }, 120_000);

  it('has the functions that ctags finds, from the same first to the same last line', () => {
    let total = 0;
    let found = 0;
    let exact = 0;
    const missing: string[] = [];
    for (const { path, functions, tags } of files) {
      for (const tag of tags) {
        total += 1;
        const named = functions.filter(
          ({ name, signature, span }) =>
            (name === tag.name || signature.startsWith(`${tag.name}(`)) &&
            tag.line >= span.startLine &&
            tag.line <= span.endLine,
        );
        if (named.length === 0) missing.push(`${path}:${tag.line} ${tag.name}`);
        else found += 1;
        if (named.some((symbol) => isSame(symbol, tag))) exact += 1;
      }
    }
    console.log(`functions: ${found} of ${total} that ctags finds, ${exact} with its end; not: ${missing.join(', ')}`);
    expect(total).toBeGreaterThan(800);
    expect(found / total).toBeGreaterThanOrEqual(0.995);
    expect(exact / found).toBeGreaterThanOrEqual(0.99);
  });

  it('has no others but those that ctags calls something else', () => {
    const others = files.flatMap(({ path, functions, tags }) =>
      functions
        .filter((symbol) => !tags.some((tag) => isSame(symbol, tag)))
        .map(({ name, signature }) => `${path} ${name}: ${signature}`),
    );
    // ctags does not know what the macro stands for that is the whole head.
    const lexers = ['hex_lexer', 'lexer', 're_lexer'];
    expect(others).toEqual(lexers.map((name) => `libyara/${name}.c yylex: YY_DECL`));
  });

  it('has signatures that are whole: each token before the body, in order', () => {
    const torn: string[] = [];
    for (const { path, functions, text } of files) {
      const lines = text.split('\n');
      for (const { name, signature, span } of functions) {
        const source = [...lines.slice(span.startLine - 1, span.endLine)].join('\n').slice(span.startColumn);
        const head = source.slice(0, bodyStart(source)).replace(/^[ \t]*#.*$/gm, '');
        const isWhole = bare(head) === bare(signature) || /^[ \t]*#/m.test(source.slice(0, bodyStart(source)));
        if (!isWhole || signature.includes('\n')) torn.push(`${path}:${span.startLine} ${name}: ${signature}`);
      }
    }
    expect(torn).toEqual([]);
  });

  it('has the calls between its functions that cflow finds', async () => {
    const names = new Set(files.flatMap(({ functions }) => functions.map(({ name }) => name)));
    const program = join(oracles?.cflow.root ?? '', 'usr/bin/cflow');
    let total = 0;
    const handedOver: string[] = [];
    const missing: string[] = [];
    for (const { path, functions } of files.filter((file) => file.path.endsWith('.c'))) {
      const args = ['--all', '--all', '--depth=2', '--print-level', '--omit-arguments', path];
      const { stdout } = await promisify(execFile)(program, args, { cwd: root, maxBuffer: 1 << 28 });
      for (const [caller, callee] of cflowEdges(stdout)) {
        const own = functions.filter(({ name }) => name === caller);
        if (!names.has(callee) || own.length === 0) continue;
        total += 1;
        const kinds = own.flatMap(({ references }) => references.filter(({ name }) => name === callee));
        if (kinds.some(({ kind }) => kind === 'call')) continue;
        const isHandedOver = kinds.some(({ kind }) => kind === 'value');
        (isHandedOver ? handedOver : missing).push(`${path} ${caller} → ${callee}`);
      }
    }
    const called = total - handedOver.length - missing.length;
    console.log(
      `calls: ${called} of ${total} that cflow finds; as values: ${handedOver.join(', ')}; not: ${missing.join(', ')}`,
    );
    expect(total).toBeGreaterThan(800);
    expect(called / total).toBeGreaterThanOrEqual(0.97);
    expect((total - missing.length) / total).toBeGreaterThanOrEqual(0.99);
  });
});

/** Without comments and space. */
function bare(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, '').replace(/[\s\\]+/g, '');
}

/** The brace that opens the body: the first outside of parentheses and comments. */
function bodyStart(source: string): number {
  const blind = source.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"/g, (match) => ' '.repeat(match.length));
  return blind.indexOf('{');
}

/** Each caller and callee once. */
function cflowEdges(listing: string): [string, string][] {
  const edges = new Map<string, [string, string]>();
  let caller: string | undefined;
  for (const [, level, name] of listing.matchAll(/^\{\s*(\d+)\}\s*([\w$]+)\(/gm)) {
    if (name === undefined) continue;
    if (level === '0') caller = name;
    else if (level === '1' && caller !== undefined) edges.set(`${caller} ${name}`, [caller, name]);
  }
  return [...edges.values()];
}
