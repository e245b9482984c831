/** Which legacy functions the target calls through FFI: they are still needed, and not ported. */
import type { SourceFile } from '../inventory.ts';

/** Crates and modules of bindings: `yara_sys::yr_scan`, `ffi::yr_scan`. */
const bindingPath = /(?:^|::)(?:\w+_sys|ffi|sys|bindings?|raw)::(\w+)$/;

/** For each function of C that is bound, by its name, where, in words. */
export function bindingsIn(target: readonly SourceFile[]): Map<string, string> {
  const bound = new Map<string, string>();
  const defined = new Set(target.flatMap(({ functions }) => functions.map(({ name }) => name)));
  for (const { path, functions, outside } of target) {
    for (const fingerprint of [outside, ...functions.map((one) => one.fingerprint)]) {
      for (const name of fingerprint.bound) bound.set(name, bound.get(name) ?? `bound in ${path}`);
      for (const call of fingerprint.calls) {
        const name = bindingPath.exec(call)?.[1];
        // What the target defines itself is called, and not bound.
        if (name !== undefined && !defined.has(name))
          bound.set(name, bound.get(name) ?? `called in ${path} as ${call}`);
      }
    }
  }
  return bound;
}
