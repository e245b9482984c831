/** The same matches as `yara` of the same version: rule, file, identifier, offset and bytes. */
import { mkdir, writeFile } from 'node:fs/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { corpus, testLibraries, type Library } from './support/libraries.ts';
import { Workspace } from './support/workspace.ts';

interface Record {
  readonly path: string;
  readonly rule: string;
  readonly strings: readonly { readonly identifier: string; readonly offset: number; readonly data: string }[];
}

/** Rules with every kind of pattern, module and modifier that the library's samples answer to. */
const rules = `
import "pe"
import "elf"
import "math"
import "hash"

rule text { strings: $a = "program" nocase $b = "This" wide ascii $_private = "DOS" private condition: any of them }
rule hexadecimal { strings: $mz = { 4D 5A } $jump = { 50 45 00 00 [0-64] 0B 0? } condition: any of them }
rule regex { strings: $r = /[a-z]{3,8}\\.(dll|exe|so)/i $anonymous = /\\x00[A-Z][a-z]+\\x00/ condition: any of them }
rule xored { strings: $x = "program cannot" xor $w = "program cannot" xor wide condition: any of them }
rule encoded { strings: $b = "This program cannot" base64 base64wide condition: $b }
rule anonymous { strings: $ = "cannot be run" $ = "ELF" condition: any of them }
rule is_pe { condition: pe.is_pe and pe.number_of_sections > 0 }
rule is_elf { condition: elf.number_of_sections > 0 }
rule entropic { condition: math.entropy(0, filesize) > 5.0 }
rule hashed { condition: hash.md5(0, filesize) != "" and filesize < 1000 }
rule never { condition: false }
private rule hidden { condition: true }
rule through_private { condition: hidden and filesize == 0 }
global rule everywhere { condition: filesize >= 0 }
`;

let workspace: Workspace;
afterEach(() => workspace.remove());

/** What `yara -s` prints, one line a match; text data is kept, hexadecimal data is made the same by {@link asYara}. */
function linesOfYara(stdout: string): Set<string> {
  const found = new Set<string>();
  let rule = '';
  for (const line of stdout.split('\n').filter(Boolean)) {
    const match = /^0x([0-9a-f]+):(\$\w*): (.*)$/.exec(line);
    if (match) found.add(`${rule} 0x${match[1] ?? ''}:${match[2] ?? ''}: ${match[3] ?? ''}`);
    else found.add((rule = line));
  }
  return found;
}

/** A record as `yara -s` prints it, with data as text or as the hexadecimal of hex patterns. */
function asYara({ rule, path, strings }: Record): string[] {
  const isHexadecimal = rule === 'hexadecimal';
  const data = (hex: string) => {
    const bytes = Buffer.from(hex, 'hex');
    const printable = (byte: number) => byte >= 0x20 && byte < 0x7f;
    const escaped = (byte: number) => `\\x${byte.toString(16).padStart(2, '0').toUpperCase()}`;
    if (isHexadecimal) return [...bytes].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');
    return [...bytes].map((byte) => (printable(byte) ? String.fromCharCode(byte) : escaped(byte))).join('');
  };
  const lines = strings.map((string) => {
    const text = data(string.data);
    return `${rule} ${path} 0x${string.offset.toString(16)}:${string.identifier}: ${text}`;
  });
  return [`${rule} ${path}`, ...lines];
}

async function compare(library: Library, target: string): Promise<number> {
  const yara = await library.yara(['-w', '-s', '-r', 'r.yar', target], workspace.folder);
  const expected = linesOfYara(yara.stdout);
  const ndjson = await workspace.run('scan', 'r.yar', target, '-r', '-p', '2', '--format', 'ndjson');
  expect(ndjson).toMatchObject({ code: 0, stderr: '' });
  const records = ndjson.stdout.split('\n').filter((line) => line.startsWith('{"type":"match"'));
  expect(new Set(records.flatMap((line) => asYara(JSON.parse(line) as Record)))).toEqual(expected);
  const text = await workspace.run('scan', 'r.yar', target, '-r', '-p', '2', '-s');
  const withoutData = (lines: Set<string>) => [...lines].map((line) => line.replace(/(:\$\w*): .*/, '$1')).sort();
  expect(withoutData(linesOfYara(text.stdout))).toEqual(withoutData(expected));
  return expected.size;
}

describe.each(await testLibraries())('scan finds what yara finds: libyara $version', (library) => {
  it.skipIf(library.path === undefined)('in samples of our own', async () => {
    if (library.path === undefined) return;
    const stub =
      'MZ\u0090\0This program cannot be run in DOS mode. kernel32.dll lib.so \0Program\0PE\0\0\u0001\u000b\u0001';
    const xor = Uint8Array.from(Buffer.from(stub, 'latin1'), (byte) => byte ^ 0x5a);
    workspace = await Workspace.create(library.path, {
      'r.yar': rules,
      'd/stub': Buffer.from(stub, 'latin1'),
      'd/wide': Buffer.from(stub, 'utf16le'),
      'd/xored': xor,
      'd/encoded': Buffer.from(stub, 'latin1').toString('base64'),
      'd/empty': '',
      'd/sub/many': 'This program cannot '.repeat(2000),
    });
    await mkdir(workspace.path('d/none'));
    await writeFile(workspace.path('d/ünï – 漢'), 'program');
    expect(await compare(library, 'd')).toBeGreaterThan(4000);
  });

  const samples = corpus('libyara-samples');
  it('in the samples of libyara', async (context) => {
    const folder = await samples;
    workspace = await Workspace.create(library.path ?? '', { 'r.yar': rules });
    if (library.path === undefined || folder === undefined) {
      context.skip('the corpus libyara-samples or the library is not here');
      return;
    }
    expect(await compare(library, folder)).toBeGreaterThan(100);
  });
});
