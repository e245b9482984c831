/** Which rule files a front door means. */
import { open, readdir, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { ScanRequest } from '../protocol/scan.ts';
import { RulesError } from './rulesError.ts';

/** A rule file, as {@link ScanRequest} has it. */
export type RuleFile = ScanRequest['rules'][number];

/** What compiled rules begin with. */
const compiledMagic = 'YARA';

/** The files of a folder that are rules. */
const ruleFileName = /\.(yara?|rule)$/i;

/**
 * Resolves `[NAMESPACE:]PATH` to rule files with absolute paths.
 *
 * A file is in the namespace that is written before it, otherwise in libyara's `default`. A folder stands for all
 * `.yar`, `.yara` and `.rule` files below it, sorted, each in a namespace of its own that is its path in the folder
 * (`apt/turla.yar`, after the written namespace and a `/` where there is one): files that were written separately
 * repeat rule names and have global rules of their own, and so both stay what their authors meant.
 *
 * A glob stands for what it matches, unless there is a file of that very name.
 *
 * @throws {RulesError} when there is no such file or folder, when it can't be read, when the folder has no rule files,
 * and for compiled rules, since loading those from an unknown source can run code.
 */
export async function ruleSources(specification: string, from = process.cwd()): Promise<RuleFile[]> {
  const { namespace, path } = splitNamespace(specification);
  const absolute = resolve(from, path);
  if (isDynamicPattern(path) && !existsSync(absolute)) return matchingSources(path, namespace, from);
  const stats = await stat(absolute).catch((error: unknown) => {
    throw unusable(absolute, error);
  });
  if (stats.isDirectory()) return folderSources(absolute, namespace);
  if (!stats.isFile()) throw new RulesError('unreadable', absolute, `${path} is neither a file nor a folder`);
  await checkSource(absolute);
  return [{ path: absolute, ...(namespace === undefined ? {} : { namespace }) }];
}

/** What a glob matches, sorted: files in the namespace that is written before it, folders as if each had been named. */
async function matchingSources(pattern: string, namespace: string | undefined, from: string): Promise<RuleFile[]> {
  const found = await glob(pattern, {
    cwd: from,
    dot: true,
    absolute: true,
    onlyFiles: false,
    expandDirectories: false,
  });
  if (found.length === 0) throw new RulesError('missing', resolve(from, pattern), `${pattern} matches nothing`);
  const prefix = namespace === undefined ? '' : `${namespace}:`;
  const files: RuleFile[] = [];
  for (const path of found.sort()) files.push(...(await ruleSources(`${prefix}${path}`, from)));
  return files;
}

/** The colon of a drive (`C:\rules.yar`) makes no namespace. */
export function splitNamespace(specification: string): { readonly namespace?: string; readonly path: string } {
  const match = /^(?![A-Za-z]:[/\\])([^:/\\]+):(.+)$/s.exec(specification);
  return match?.[1] !== undefined && match[2] !== undefined
    ? { namespace: match[1], path: match[2] }
    : { path: specification };
}

async function folderSources(folder: string, prefix: string | undefined): Promise<RuleFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    throw unusable(folder, error);
  });
  const paths = entries
    .filter((entry) => ruleFileName.test(entry.name) && !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  if (paths.length === 0) throw new RulesError('none', folder, `${folder} has no .yar, .yara or .rule files`);
  return paths.map((path) => {
    const inFolder = relative(folder, path).split(sep).join('/');
    return { path, namespace: prefix === undefined ? inFolder : `${prefix}/${inFolder}` };
  });
}

async function checkSource(path: string): Promise<void> {
  let start: string;
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(compiledMagic.length), 0, compiledMagic.length, 0);
    start = buffer.toString('latin1', 0, bytesRead);
  } catch (error) {
    throw unusable(path, error);
  }
  if (start !== compiledMagic) return;
  const message = `${path} is a compiled rule file; give the rules that it was compiled from, or say with -C that it is to be loaded as it is`;
  throw new RulesError('compiled', path, message);
}

function unusable(path: string, error: unknown): RulesError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') return new RulesError('missing', path, `${path} does not exist`);
  const reason = error instanceof Error ? error.message : String(error);
  return new RulesError('unreadable', path, `${path} can't be read: ${reason}`);
}
