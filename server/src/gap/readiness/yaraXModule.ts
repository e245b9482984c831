/** Where the WebAssembly module of YARA-X lies. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Beside the bundle when built, otherwise in its package. */
export function yaraXModule(): string {
  const beside = join(import.meta.dirname, 'yara_x.wasm');
  if (existsSync(beside)) return beside;
  const main = createRequire(import.meta.url).resolve('@virustotal/yara-x');
  return join(dirname(main), 'yara_x_js_bg.wasm');
}
