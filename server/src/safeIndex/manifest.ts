/** The record of a safe index, as docs/manifest.md describes it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, relative, sep } from 'node:path';
import { EngineError, messageOf } from '../common/errors.ts';
import type { LeftOut, MadeSafeIndex, SafeIndexRequest } from '../protocol/safeIndex.ts';

export interface HashedFile {
  /** Relative to the folder of the safe index, with slashes. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly sha3_256: string;
}

export interface Manifest {
  readonly format: 'cryptex-safe-index';
  readonly formatVersion: 1;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly libyara: { readonly version: string; readonly modules: readonly string[] };
  readonly options: Pick<SafeIndexRequest, 'excludeModules' | 'onDuplicate' | 'externals'> & {
    readonly includeDirectories: readonly string[];
  };
  readonly index: HashedFile;
  readonly output: HashedFile & { readonly rules: number; readonly patterns: number };
  readonly files: readonly HashedFile[];
  /** Without hashes where there is no file. */
  readonly leftOut: readonly (LeftOut & Partial<Pick<HashedFile, 'bytes' | 'sha256' | 'sha3_256'>>)[];
}

export interface ManifestOptions {
  readonly request: SafeIndexRequest;
  readonly made: MadeSafeIndex;
  /** SHA-256 of each file that was read when the index was made, by its path; the index comes first. */
  readonly inputs: ReadonlyMap<string, string>;
  /** The program and its version. */
  readonly createdBy: string;
}

/**
 * Hashes every file that went in or was left out.
 *
 * @throws {EngineError} `changed` where a file is no longer what was compiled, `unreadable`
 */
export async function manifestOf({ request, made, inputs, createdBy }: ManifestOptions): Promise<Manifest> {
  const output = request.output ?? request.index;
  const near = (path: string): string => relative(dirname(output), path).split(sep).join('/');
  const hashed = new Map<string, HashedFile>();
  for (const [path, sha256] of inputs) {
    const file = hash(near(path), await readAgain(path));
    if (file.sha256 !== sha256) throw new EngineError('changed', `${path} has changed meanwhile.`);
    hashed.set(path, file);
  }
  const [index] = hashed.values();
  if (!index) throw new EngineError('invalid', 'Nothing was read.');
  return {
    format: 'cryptex-safe-index',
    formatVersion: 1,
    createdBy,
    createdAt: new Date().toISOString(),
    libyara: { version: made.engine.version, modules: made.engine.modules },
    options: {
      excludeModules: request.excludeModules,
      onDuplicate: request.onDuplicate,
      externals: request.externals,
      includeDirectories: request.includeDirectories.map(near),
    },
    index,
    output: { ...hash(near(output), made.bytes), rules: made.rules, patterns: made.patterns },
    files: made.files.flatMap((path) => hashed.get(path) ?? []),
    leftOut: made.leftOut.map((one) => {
      const { path, ...hashes } = hashed.get(one.path) ?? { path: near(one.path) };
      const other = one.other === undefined ? {} : { other: near(one.other) };
      return { ...one, index: near(one.index), ...other, ...hashes, path };
    }),
  };
}

function hash(path: string, bytes: Uint8Array): HashedFile {
  const digest = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { path, bytes: bytes.length, sha256: digest('sha256'), sha3_256: digest('sha3-256') };
}

async function readAgain(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new EngineError('unreadable', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  }
}
