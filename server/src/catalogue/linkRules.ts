/** Rules with what only all files together tell: which names of a condition are rules, which modules, which neither. */
import type { CatalogueRule } from '../protocol/catalogue.ts';
import type { CataloguedFile } from './catalogue.ts';
import type { ExtractedRule } from './extract.ts';

/** libyara's name for the namespace of what is compiled without one. */
const defaultNamespace = 'default';

/** All rules of the files, sorted by file and place. */
export function linkRules(files: readonly CataloguedFile[]): CatalogueRule[] {
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const rules = new Set(sorted.flatMap(({ content }) => content.rules.map(({ name }) => name)));
  // An import holds for all that is compiled after it, in whatever file.
  const modules = new Set(sorted.flatMap(({ content }) => content.imports));
  return sorted.flatMap((file) => file.content.rules.map((rule) => linkRule(rule, file, rules, modules)));
}

function linkRule(
  { names, ...rule }: ExtractedRule,
  file: CataloguedFile,
  rules: ReadonlySet<string>,
  modules: ReadonlySet<string>,
): CatalogueRule {
  const isRule = (name: string): boolean => name.endsWith('*') || rules.has(name);
  const kinds = { text: 0, hex: 0, regex: 0 };
  for (const { kind } of rule.patterns) kinds[kind] += 1;
  return {
    ...rule,
    namespace: defaultNamespace,
    file: file.path,
    imports: file.content.imports,
    patternCounts: kinds,
    dependsOn: names.filter(isRule),
    externals: names.filter((name) => !isRule(name) && !modules.has(name)),
  };
}
