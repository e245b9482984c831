import type { LibyaraFunctions } from './bind/functions.ts';
import { module } from './bind/layouts.ts';
import type { Memory } from './bind/memory.ts';
import type { Compiler } from './compiler.ts';
import { decodeText } from './text.ts';

/** All modules of any build of 4.2; later builds tell what they have. */
const known = 'console cuckoo dex dotnet elf hash macho magic math pe pb_tests string tests time'.split(' ');

/** The modules that this build of libyara offers, sorted. Some are options of the build. */
export function modulesOf(functions: LibyaraFunctions, memory: Memory, compiler: Compiler): string[] {
  const table = functions.yr_modules_get_table?.();
  if (table === undefined) return known.filter((name) => compiles(compiler, name)).sort();
  const names: string[] = [];
  for (let at = table; names.length < 1000; at += BigInt(module.size)) {
    const name = memory.readPointer(at + BigInt(module.name));
    if (name === 0n) break;
    names.push(decodeText(memory.readString(name)));
  }
  return names.sort();
}

function compiles(compiler: Compiler, name: string): boolean {
  const bytes = Buffer.from(`import "${name}"`);
  const job = { sources: [{ path: '/cryptex/import.yar', bytes }], externals: [], includeDirectories: [], overlay: [] };
  return compiler.compile({ kind: 'compile', ...job, want: 'check' }).messages.length === 0;
}
