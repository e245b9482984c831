/**
 * Compiles and scans something known and compares all that is read back, so that a library whose structures lie
 * elsewhere is found out before any result of it is believed.
 */
import { resolve } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RuleMatch } from '../../server/src/protocol/scanJob.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import { layoutOf, rules as rulesAt, ruleSize, type Layout } from './bind/layouts.ts';
import type { Memory } from './bind/memory.ts';
import { Compiler } from './compiler.ts';
import { Configuration } from './configuration.ts';
import { Scanner } from './scanner.ts';

export interface Proof {
  readonly layout: Layout;
  readonly compiler: Compiler;
  readonly configuration: Configuration;
}

const root = resolve('/cryptex/probe.yar');
const inner = resolve('/cryptex/inner/probe.yar');

const probeRule = `
rule cryptex_probe : first second {
  meta:
    text = "t\u00e4xt"
    number = -7
    yes = true
  strings:
    $a = "needle"
    $b = /ha[xy]stack/
    $hidden = "hidden" private
    $chain = { 01 02 03 04 [0-600] 05 06 07 08 }
  condition:
    all of them
}
`;

/** "needle" twice, "haystack", "hidden", and a chain over a gap that libyara splits a pattern at. */
const probeData = Buffer.concat([
  Buffer.from('..needle..haystack..needle..hidden..'),
  Buffer.from([1, 2, 3, 4]),
  Buffer.alloc(300, 0x2e),
  Buffer.from([5, 6, 7, 8]),
]);

const expected: RuleMatch = {
  rule: 'cryptex_probe',
  namespace: 'cryptex',
  tags: ['first', 'second'],
  meta: [
    { name: 'text', value: 't\u00e4xt' },
    { name: 'number', value: -7 },
    { name: 'yes', value: true },
  ],
  patterns: [
    { identifier: '$a', matchCount: 2, matches: [match(2, 6), match(20, 6)] },
    { identifier: '$b', matchCount: 1, matches: [match(10, 8)] },
    { identifier: '$chain', matchCount: 1, matches: [match(36, 308)], hex: true },
  ],
};

/** @throws {Error} saying what doesn't fit. A library of another layout may end the process instead. */
export function selfTest(functions: LibyaraFunctions, memory: Memory): Proof {
  const configuration = new Configuration(functions);
  const compiler = new Compiler(functions, memory, configuration);
  let layout: Layout | undefined;
  let found: readonly RuleMatch[] | undefined;
  const bytes = Buffer.from(probeRule);
  const job = {
    sources: [{ path: root, namespace: 'cryptex', bytes }],
    externals: [],
    includeDirectories: [],
    overlay: [],
  };
  const { messages } = compiler.run({ ...job, want: 'count' }, (rules) => {
    layout = layoutOf(memory.read(memory.readPointer(rules + BigInt(rulesAt.ruleTable)), ruleSize));
    compiler.layout = layout;
    const scanner = new Scanner({ functions, memory, layout, configuration }, rules, { owned: false });
    try {
      const target = { type: 'bytes', name: 'probe', bytes: probeData } as const;
      const limits = { maxMatchesPerPattern: 10, maxMatchBytes: 512 };
      found = scanner.scan({ target, timeoutSeconds: 10, fast: false, externals: [], ...limits }).matches;
    } finally {
      scanner.dispose();
    }
    return 'done with';
  });
  if (!layout) throw new Error(`The probe rule did not compile: ${messages[0]?.text ?? 'no message'}.`);
  if (!found || !isDeepStrictEqual(plain(found), plain([expected]))) throw new Error('The probe rule read back wrong.');
  proveMessages(compiler);
  return { layout, compiler, configuration };
}

/** An included file must be called by the name that was found for it. */
function proveMessages(compiler: Compiler): void {
  const { messages } = compiler.compile({
    kind: 'compile',
    sources: [{ path: root, bytes: Buffer.from('\ninclude "inner/probe.yar"\n') }],
    externals: [],
    includeDirectories: [],
    overlay: [{ path: inner, bytes: Buffer.from('\n\nrule inner_probe { condition: nothing }\n') }],
    want: 'check',
  });
  const [first] = messages;
  const right = first?.level === 'error' && first.path === inner && first.line === 3 && first.rule === 'inner_probe';
  if (!right || messages.length !== 1) throw new Error('The message about the probe rule read back wrong.');
}

function match(offset: number, length: number): RuleMatch['patterns'][number]['matches'][number] {
  return { offset, length, data: probeData.subarray(offset, offset + length) };
}

/** Without the difference between one kind of byte array and another. */
function plain(matches: readonly RuleMatch[]): unknown {
  return matches.map((rule) => ({
    ...rule,
    patterns: rule.patterns.map((pattern) => ({
      ...pattern,
      matches: pattern.matches.map(({ data, ...rest }) => ({ ...rest, data: Buffer.from(data).toString('hex') })),
    })),
  }));
}
