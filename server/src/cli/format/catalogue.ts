/** Rules of the catalogue as text. All of it comes from files, so all of it is escaped. */
import type { CatalogueRule, CatalogueStats, CompileStatus, FoundRule } from '../../protocol/catalogue.ts';
import { escapeText } from '../../common/escape.ts';

/** `FILE:LINE: NAME [TAG …]`, with a line as editors count. */
export function ruleLine({ file, range, name, tags }: CatalogueRule, compile?: CompileStatus): string {
  const shown = tags.length > 0 ? ` [${tags.join(' ')}]` : '';
  const failing = compile?.state === 'fails' ? `  does not compile: ${compileError(compile)}` : '';
  return escapeText(`${file}:${range.start.line + 1}: ${name}${shown}${failing}`);
}

function compileError({ file, line, message }: Extract<CompileStatus, { state: 'fails' }>): string {
  return `${file}:${line}: ${message}`;
}

export function foundText({ rule, matched, excerpt }: FoundRule): string {
  return matched === 'name' ? ruleLine(rule) : `${ruleLine(rule)}  ${matched}: ${escapeText(excerpt)}`;
}

export function ruleDetails(rule: CatalogueRule, compile?: CompileStatus): string {
  const compiles = compile && (compile.state === 'compiles' ? 'yes' : `no, ${compileError(compile)}`);
  const { text, hex, regex } = rule.patternCounts;
  const lines: [string, string][] = [
    ['compiles', compiles ?? ''],
    ['namespace', rule.namespace],
    ['modifiers', rule.modifiers.join(' ')],
    ['imports', rule.imports.join(' ')],
    ['depends on', rule.dependsOn.join(' ')],
    ['externals', rule.externals.join(' ')],
    ['patterns', `${text} text, ${hex} hex, ${regex} regex`],
    ['hash', rule.hash],
    ...rule.metas.map(({ name, value }): [string, string] => [`meta ${name}`, String(value)]),
    ...rule.patterns.map((pattern): [string, string] => [pattern.identifier, pattern.text]),
  ];
  const shown = lines.filter(([, value]) => value).map(([name, value]) => `  ${escapeText(`${name}: ${value}`)}`);
  return [ruleLine(rule), ...shown].join('\n');
}

/** `compile` counts files. */
export function statsText(
  stats: CatalogueStats & { readonly compile?: { readonly compiles: number; readonly fails: number } },
): string {
  const { text, hex, regex } = stats.patterns;
  const top = (counts: CatalogueStats['tags']): string =>
    counts
      .slice(0, 10)
      .map(({ name, count }) => `${name} (${count})`)
      .join(', ') || 'none';
  const lines = [
    ['files', stats.files],
    ['rules', stats.rules],
    ['patterns', `${text} text, ${hex} hex, ${regex} regex`],
    ['imports', top(stats.imports)],
    ['tags', top(stats.tags)],
    ['externals', top(stats.externals)],
    ['names of several rules', stats.duplicateNames],
    ['rules with the text of another', stats.duplicateTexts],
    ...(stats.compile ? [['files that compile', `${stats.compile.compiles}, ${stats.compile.fails} do not`]] : []),
  ];
  return lines.map(([name, value]) => `${escapeText(`${name}: ${value}`)}\n`).join('');
}
