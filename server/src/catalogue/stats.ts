/** Figures about a catalogue. */
import type { CatalogueRule, CatalogueStats } from '../protocol/catalogue.ts';
import type { CataloguedFile } from './catalogue.ts';

export function statsOf(files: readonly CataloguedFile[], rules: readonly CatalogueRule[]): CatalogueStats {
  const patterns = { text: 0, hex: 0, regex: 0 };
  for (const { patternCounts } of rules) {
    patterns.text += patternCounts.text;
    patterns.hex += patternCounts.hex;
    patterns.regex += patternCounts.regex;
  }
  return {
    files: files.length,
    rules: rules.length,
    patterns,
    imports: counted(files.flatMap(({ content }) => content.imports)),
    tags: counted(rules.flatMap(({ tags }) => tags)),
    externals: counted(rules.flatMap(({ externals }) => externals)),
    duplicateNames: counted(rules.map(({ name }) => name)).filter(({ count }) => count > 1).length,
    duplicateTexts: counted(rules.map(({ hash }) => hash)).reduce((sum, { count }) => sum + (count > 1 ? count : 0), 0),
  };
}

function counted(names: readonly string[]): { name: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}
