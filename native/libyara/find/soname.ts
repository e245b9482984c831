/** For sorting file names: the highest soname first, since the file that has none is often a link to it. */
export function bySoname(a: string, b: string): number {
  return soname(b) - soname(a);
}

function soname(name: string): number {
  return Number(/(\d+)(?=\.dylib$|$)/.exec(name)?.[1] ?? -1);
}
