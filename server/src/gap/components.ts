/** Which files make up a component: one each, or several where the map says so. */
import picomatch from 'picomatch';
import type { GapProblem } from '../protocol/gap.ts';
import { mapPath, type GapMap, type MappedComponent } from './gapMap.ts';
import type { SourceFile } from './inventory.ts';

export interface ComponentFiles {
  readonly name: string;
  readonly files: readonly SourceFile[];
  /** What the map says of it. */
  readonly mapped: MappedComponent | undefined;
}

/** Sorted by name. What the map names and is not there is a problem of its line. */
export function componentsOf(
  legacy: readonly SourceFile[],
  map: GapMap,
): { readonly components: ComponentFiles[]; readonly problems: GapProblem[] } {
  const free = new Map(legacy.map((file) => [file.path, file]));
  const components: ComponentFiles[] = [];
  const problems: GapProblem[] = [];
  const tell = (line: number, message: string): void => void problems.push({ file: mapPath, line, message });
  const names = new Set<string>();
  const paths = new Set(legacy.map(({ path }) => path));
  for (const mapped of map.components) {
    const { component: name, line } = mapped;
    if (names.has(name)) {
      tell(line, `${name} is there twice; the first counts.`);
      continue;
    }
    const files = [...free.values()].filter(takes(mapped));
    if (paths.has(name) && !files.some(({ path }) => path === name)) {
      tell(line, `${name} is the name of a legacy file; a group of other files needs another.`);
      continue;
    }
    if (files.length === 0) {
      tell(line, `${name} is no legacy file, or nothing of it has anything to port.`);
      continue;
    }
    names.add(name);
    for (const { path } of files) free.delete(path);
    components.push({ name, files, mapped });
  }
  for (const file of free.values()) components.push({ name: file.path, files: [file], mapped: undefined });
  components.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { components, problems };
}

function takes({ component, paths }: MappedComponent): (file: SourceFile) => boolean {
  if (paths) {
    const matches = picomatch(
      paths.map((path) => (path.endsWith('/') ? `${path}**` : path)),
      { dot: true },
    );
    return ({ path }) => matches(path);
  }
  if (component.endsWith('/')) return ({ path }) => path.startsWith(component);
  return ({ path }) => path === component;
}
