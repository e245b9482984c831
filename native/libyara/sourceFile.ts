/**
 * Hands rule text to a libyara compiler as a file with a name, as `yarac` does.
 *
 * `yr_compiler_add_bytes` and `yr_compiler_add_string` won't do: they push no file name, so messages come without one and
 * circular includes through the root are found one round later; and the latter ends at the first NUL.
 */
import koffi from 'koffi';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LibyaraFunctions } from './bind/functions.ts';
import type { Memory, Pointer } from './bind/memory.ts';

export interface SourceFile {
  readonly path: string;
  readonly namespace: string | undefined;
  /** What libyara is to call it, if not by its path. */
  readonly name: string | undefined;
  readonly bytes: Uint8Array;
}

/** Adds one source to `compiler`; returns the number of errors. */
export type AddSource = (compiler: Pointer, source: SourceFile) => number;

export function sourceAdder(functions: LibyaraFunctions, memory: Memory): AddSource {
  return process.platform === 'win32' ? windowsAdder(functions) : posixAdder(functions, memory);
}

function posixAdder(functions: LibyaraFunctions, memory: Memory): AddSource {
  const c = koffi.load(null);
  const fmemopen = c.func('void *fmemopen(void *bytes, size_t length, const char *mode)') as (
    bytes: Pointer,
    length: number,
    mode: string,
  ) => Pointer | null;
  const fopen = c.func('void *fopen(const char *path, const char *mode)') as (
    path: string,
    mode: string,
  ) => Pointer | null;
  const fclose = c.func('int fclose(void *file)') as (file: Pointer) => number;
  return (compiler, { path, namespace, bytes, name }) => {
    const copy = memory.allocate(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    try {
      // Not every C library opens zero bytes of memory.
      const file = bytes.byteLength > 0 ? fmemopen(copy, bytes.byteLength, 'r') : fopen('/dev/null', 'r');
      if (file === null) throw new Error(`${path} can't be handed to libyara.`);
      try {
        return functions.yr_compiler_add_file(compiler, file, namespace ?? null, name ?? path);
      } finally {
        fclose(file);
      }
    } finally {
      memory.free(copy);
    }
  };
}

/** A FILE belongs to one C runtime, and Node and libyara.dll may have two: so a temporary file and its handle. */
function windowsAdder(functions: LibyaraFunctions): AddSource {
  const kernel = koffi.load('kernel32.dll');
  const open = kernel.func(
    'void *__stdcall CreateFileW(const char16_t *path, uint32_t access, uint32_t share, void *security, uint32_t disposition, uint32_t flags, void *template)',
  ) as (
    path: string,
    access: number,
    share: number,
    security: null,
    disposition: number,
    flags: number,
    template: null,
  ) => Pointer | null;
  const close = kernel.func('int __stdcall CloseHandle(void *handle)') as (handle: Pointer) => number;
  return (compiler, { path, namespace, bytes, name }) => {
    const folder = mkdtempSync(join(tmpdir(), 'cryptex-'));
    try {
      const copy = join(folder, 'source.yar');
      writeFileSync(copy, bytes);
      const [read, shareRead, openExisting] = [0x80000000, 1, 3];
      const handle = open(copy, read, shareRead, null, openExisting, 0, null);
      if (handle === null || handle === 0xffffffffffffffffn) throw new Error(`${path} can't be handed to libyara.`);
      try {
        return functions.yr_compiler_add_fd(compiler, handle, namespace ?? null, name ?? path);
      } finally {
        close(handle);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}
