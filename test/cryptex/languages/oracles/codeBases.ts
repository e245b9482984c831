/** Code that others wrote, and programs that read it too. What is not there is undefined; `npm run setup` obtains it. */
import { execFile, spawn } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { readDebianPackages } from '../../../../native/libyara/obtain/debianPackages.ts';
import { extractSource } from '../../../../server/src/cryptex/extraction/extractFile.ts';
import type { CliOption, ExtractedSymbol } from '../../../../server/src/protocol/cryptex.ts';
import { cacheFolder } from '../../../../server/src/common/paths.ts';

const root = join(import.meta.dirname, '../../../..');

/** Relative to the checkout, or in what Debian's packages hold. */
export function npmFolder(path: string): string {
  return join(root, 'node_modules', path);
}

export async function debianFolder(name: string, path: string): Promise<string | undefined> {
  const packages = await readDebianPackages(join(cacheFolder(), 'debian', name));
  return packages && join(packages.root, path);
}

export async function filesBelow(folder: string, ends: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && ends.test(entry.name));
  return files.map(({ parentPath, name }) => join(parentPath, name)).sort();
}

export interface SourceFile {
  readonly path: string;
  readonly lines: readonly string[];
  /** Without the file's own entry and command lines. */
  readonly symbols: readonly ExtractedSymbol[];
  readonly hasErrors: boolean;
}

export async function readSource(path: string): Promise<SourceFile> {
  const bytes = await readFile(path);
  const file = await extractSource(path, bytes);
  if (!file) throw new Error(`No language takes ${path}.`);
  const symbols = file.symbols.slice(1).filter(({ kind }) => kind !== 'cli');
  return { path, lines: bytes.toString('utf8').split('\n'), symbols, hasErrors: file.syntaxErrors.length > 0 };
}

/** Of all command lines that a file declares. */
export async function optionsOf(path: string): Promise<CliOption[]> {
  const file = await extractSource(path, await readFile(path));
  return (file?.symbols ?? []).flatMap(({ options }) => options ?? []);
}

export const Tag = v.object({
  name: v.string(),
  path: v.string(),
  line: v.number(),
  kind: v.string(),
  end: v.optional(v.number()),
});
export type Tag = v.InferOutput<typeof Tag>;

/** What ctags finds, by file. */
export async function ctags(files: readonly string[], options: readonly string[]): Promise<ReadonlyMap<string, Tag[]>> {
  const program = await debianFolder('universal-ctags', 'usr/bin/ctags-universal');
  if (program === undefined) throw new Error('universal-ctags is not there: npm run setup');
  const args = [
    '--quiet',
    '--options=NONE',
    '--output-format=json',
    '--fields=+neK',
    '--sort=no',
    '-f',
    '-',
    '-L',
    '-',
  ];
  const lines = (await run(program, [...args, ...options], files.join('\n'))).split('\n');
  const tags = new Map<string, Tag[]>();
  for (const line of lines.filter((each) => each.startsWith('{'))) {
    const tag = v.parse(Tag, JSON.parse(line));
    tags.set(tag.path, [...(tags.get(tag.path) ?? []), tag]);
  }
  return tags;
}

/** What a program prints for that input. */
export async function run(
  program: string,
  args: readonly string[],
  input: string,
  environment: NodeJS.ProcessEnv = {},
): Promise<string> {
  const env = { ...process.env, ...environment };
  const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'], env });
  child.stdin.end(input);
  return text(child.stdout);
}

export async function pythonIsThere(): Promise<boolean> {
  return promisify(execFile)('python3', ['--version']).then(
    () => true,
    () => false,
  );
}

/** For the message of a failed comparison. */
export function place(file: string, line: number, name: string): string {
  return `${relative(root, file)}:${String(line)} ${name}`;
}
