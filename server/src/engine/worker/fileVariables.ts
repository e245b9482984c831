/** The values of the external variables that tell rules about the file at hand, as THOR and LOKI have them. */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { systemPath } from '../../common/bytePaths.ts';
import type { ExternalVariable } from '../../protocol/compileJob.ts';
import type { FileVariable } from '../../protocol/scanJob.ts';
import { fileType, magicLength } from './fileType.ts';

const values: Readonly<Record<FileVariable, (path: string) => string>> = {
  filename: (path) => basename(path),
  filepath: (path) => path,
  extension: (path) => extname(path),
  filetype: (path) => fileType(start(path)),
  owner: (path) => owner(path),
};

/** A string for each name, in their order; empty where the file can't tell. */
export function fileVariables(path: string, names: readonly FileVariable[]): ExternalVariable[] {
  return names.map((name) => ({ type: 'string', name, value: values[name](path) }));
}

function start(path: string): Uint8Array {
  try {
    const file = openSync(systemPath(path), 'r');
    try {
      const bytes = new Uint8Array(magicLength);
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
    } finally {
      closeSync(file);
    }
  } catch {
    return new Uint8Array();
  }
}

let users: ReadonlyMap<number, string> | undefined;

/** The name of the user who owns the file, as `/etc/passwd` has it. */
function owner(path: string): string {
  users ??= readUsers();
  try {
    return users.get(statSync(systemPath(path)).uid) ?? '';
  } catch {
    return '';
  }
}

function readUsers(): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  try {
    for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
      const [name, , uid] = line.split(':');
      if (name && uid && /^\d+$/.test(uid) && !names.has(Number(uid))) names.set(Number(uid), name);
    }
  } catch {
    // Windows has no such file.
  }
  return names;
}
