/** Scans know absolute paths; people and scripts know what they typed. */
import { resolve, sep } from 'node:path';

/** A function that gives a path below one of `targets` the way in which that target was spelled, as `yara` shows it. */
export function spelledPaths(targets: readonly string[]): (path: string) => string {
  const spelled = targets.map((target) => ({ target, absolute: resolve(target) }));
  return (path) => {
    for (const { target, absolute } of spelled) {
      if (path === absolute) return target;
      const folder = absolute.endsWith(sep) ? absolute : absolute + sep;
      // Not joined, which would normalise `./samples` to `samples`.
      if (path.startsWith(folder)) return `${withoutTrailingSeparators(target)}${sep}${path.slice(folder.length)}`;
    }
    return path;
  };
}

function withoutTrailingSeparators(path: string): string {
  let end = path.length;
  while (end > 0 && (path[end - 1] === sep || path[end - 1] === '/')) end -= 1;
  return path.slice(0, end);
}
