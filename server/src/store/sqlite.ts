/** SQLite as sql.js has it: the whole database in memory. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import initSqlJs, { type SqlJsStatic } from 'sql.js';

let loading: Promise<SqlJsStatic> | undefined;

/** Loads sql.js, once. */
export function loadSqlite(): Promise<SqlJsStatic> {
  loading ??= load();
  return loading;
}

async function load(): Promise<SqlJsStatic> {
  const file = await readFile(wasmPath());
  return await initSqlJs({ wasmBinary: file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength) });
}

/** Beside the bundle when built, otherwise in the package. */
function wasmPath(): string {
  const beside = join(import.meta.dirname, 'sql-wasm.wasm');
  return existsSync(beside) ? beside : createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
}
