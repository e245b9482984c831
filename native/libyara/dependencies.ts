import koffi from 'koffi';
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Loads the other shared libraries in the folder of `path` where that works, for it to find: a dynamic linker that has
 * loaded a library of the wanted soname does not look for it again. Meant for folders that hold what libyara needs and
 * little else; in a system's folder nothing is loaded.
 */
export function preloadNeighbours(path: string): void {
  const folder = dirname(path);
  if (!isObtained(folder)) return;
  let waiting = readdirSync(folder)
    .filter((name) => /^lib.*\.so\.\d+$/.test(name) && !name.startsWith('libyara'))
    .map((name) => join(folder, name));
  // They need each other in an order that isn't known: go round while that gets anything loaded.
  for (let before = Infinity; waiting.length > 0 && waiting.length < before;) {
    before = waiting.length;
    waiting = waiting.filter((library) => !loads(library));
  }
}

function loads(library: string): boolean {
  try {
    koffi.load(library, { global: true });
    return true;
  } catch {
    return false;
  }
}

/** Whether the folder is neither of the system nor full of other things. */
function isObtained(folder: string): boolean {
  const system = /^\/(usr|lib|lib64|opt\/homebrew)(\/|$)/.test(folder);
  return process.platform === 'linux' && !system && readdirSync(folder).length < 200;
}
