import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { random } from './support/random.ts';
import { parse, rulesOf } from './support/trees.ts';

const root = process.env['CRYPTEX_CORPORA'] ?? fileURLToPath(new URL('../../../../shared/corpora', import.meta.url));
const sets = ['signature-base/yara', 'yara-rules'].map((name) => join(root, name));
const absent = sets.find((set) => !existsSync(set));

const filesOf = (set: string): string[] =>
  readdirSync(set, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ra?$/.test(file))
    .sort()
    .map((file) => join(set, file));

const TRIALS = Number(process.env['CRYPTEX_TRIALS'] ?? 1_500);

/** What typing does to a rule: `at` is a place in it. None of them opens a comment. */
const damages: readonly ((rule: string, at: number) => string)[] = [
  (rule, at) => rule.slice(0, at) + rule.slice(at + 1),
  (rule, at) => rule.slice(0, at) + rule.slice(at + 12),
  (rule, at) => rule.slice(0, at) + rule.slice(Math.max(at, rule.indexOf('\n', at))),
  (rule, at) => `${rule.slice(0, at)}\n`,
  (rule) => rule.slice(0, rule.lastIndexOf('}')),
  (rule, at) => `${rule.slice(0, at)}"${rule.slice(at)}`,
  (rule, at) => `${rule.slice(0, at)}{${rule.slice(at)}`,
  (rule, at) => `${rule.slice(0, at)}(${rule.slice(at)}`,
  (rule, at) => `${rule.slice(0, at)})${rule.slice(at)}`,
  (rule, at) => `${rule.slice(0, at)} / ${rule.slice(at)}`,
  (rule, at) => `${rule.slice(0, at)} and ${rule.slice(at)}`,
  (rule, at) => `${rule.slice(0, at)}$${rule.slice(at)}`,
  (rule) => rule.replace(/condition\s*:/, ''),
  (rule) => rule.replace(/condition(\s*):/, 'condition$1'),
  (rule) => rule.replace(/"(?=\s*$)/m, ''),
  (rule) => rule.replace('=', ''),
  (rule) => rule.replace(/\)(?=[^)]*$)/, ''),
];

describe.skipIf(absent !== undefined)(`public rule sets${absent === undefined ? '' : ` (${absent} is absent)`}`, () => {
  it.each(sets)(
    'parses %s without an error',
    (set) => {
      const broken: string[] = [];
      for (const file of filesOf(set)) {
        const text = readFileSync(file, 'utf8');
        const tree = parse(text);
        if (tree.rootNode.hasError) broken.push(file);
        const names = rulesOf(tree).map((rule) => rule.name);
        expect(names, file).toEqual(expect.arrayContaining(namesByText(text)));
      }
      expect(broken).toEqual([]);
    },
    120_000,
  );

  it('keeps all other rules of a file when one is broken', () => {
    const pick = random(20_250_101);
    const files = sets.flatMap(filesOf).filter((file) => readFileSync(file).length < 100_000);
    const losses: string[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      const file = files[pick(files.length)] ?? '';
      const text = readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
      const nodes = parse(text).rootNode.namedChildren.filter((node) => node.type === 'rule_declaration');
      if (nodes.length < 2) continue;
      const index = pick(nodes.length);
      const node = nodes[index];
      const damage = damages[trial % damages.length];
      if (node === undefined || damage === undefined) continue;
      const rule = damage(node.text, 5 + pick(node.text.length - 5));
      // A comment that nothing closes has the rest of the file, for libyara too.
      if (rule.lastIndexOf('/*') > rule.lastIndexOf('*/')) continue;
      const damaged = text.slice(0, node.startIndex) + rule + text.slice(node.endIndex);

      const expected = nodes.map((other) => other.childForFieldName('name')?.text ?? '').toSpliced(index, 1);
      const left = rulesOf(parse(damaged))
        .filter((other) => !other.hasError)
        .map((other) => other.name);
      const survived = isSubsequence(expected, left);
      if (!survived) losses.push(`${file}: damage ${trial % damages.length} in rule ${index}:\n${rule.slice(0, 400)}`);
    }
    expect(losses).toEqual([]);
  }, 240_000);
});

/** Names of rules by a plain look at the lines, comments left out. */
function namesByText(text: string): string[] {
  const bare = text.replace(/"(?:[^"\\\n]|\\.)*"|\/\*[\s\S]*?\*\/|(?<=^\s*|\s)\/\/.*$/gm, ' ');
  return [...bare.matchAll(/^\s*(?:(?:private|global)\s+)*rule\s+(\w+)/gm)].map((match) => match[1] ?? '');
}

function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let next = 0;
  for (const item of whole) if (item === part[next]) next++;
  return next === part.length;
}
