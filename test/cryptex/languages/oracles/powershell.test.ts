/** PowerShell that others wrote, as universal-ctags reads it. */
import { expect, it } from 'vitest';
import { ctags, debianFolder, filesBelow, place, readSource } from './codeBases.ts';

const folder = await debianFolder('ansible', 'usr/lib/python3/dist-packages');
const hasCtags = (await debianFolder('universal-ctags', '')) !== undefined;

it.skipIf(folder === undefined || !hasCtags)(
  'the functions of the modules of ansible, and what ctags misses is real',
  async () => {
    const files = await filesBelow(folder ?? '', /\.psm?1$/);
    const tags = await ctags(files, ['--languages=PowerShell', '--kinds-PowerShell=f']);
    const missing: string[] = [];
    const unreal: string[] = [];
    const inexact: string[] = [];
    let [found, total, extra, functions, broken] = [0, 0, 0, 0, 0];
    for (const path of files) {
      const { symbols, lines, hasErrors } = await readSource(path);
      if (hasErrors) broken += 1;
      const code = withoutHereStrings(lines);
      const own = symbols.filter(({ kind }) => kind === 'function');
      const known = new Set<unknown>();
      for (const { name, line } of tags.get(path) ?? []) {
        total += 1;
        const plain = name.replace(/^\w+:/, '');
        const symbol = own.find((each) => each.name === plain && each.span.startLine === line);
        if (symbol) found += 1;
        else missing.push(place(path, line, name));
        known.add(symbol);
      }
      for (const symbol of own) {
        functions += 1;
        const { startLine, startColumn, endLine, endColumn } = symbol.span;
        const first = lines[startLine - 1] ?? '';
        if (!known.has(symbol)) {
          extra += 1;
          if (!/^\s*(function|filter|workflow)\s/i.test(first)) unreal.push(place(path, startLine, symbol.name));
        }
        // In code that is indented, as this is, a function ends with the next brace below its first letter.
        const indent = first.slice(0, startColumn);
        const below = code.findIndex((line, at) => at >= startLine && line.trimEnd() === `${indent}}`);
        const endsThere = below + 1 === endLine && endColumn === startColumn + 1;
        if (!endsThere && endLine !== startLine) inexact.push(place(path, startLine, symbol.name));
      }
    }
    expect(unreal).toEqual([]);
    expect(found / total, missing.join('\n')).toBeGreaterThanOrEqual(0.995);
    expect(1 - inexact.length / functions, inexact.join('\n')).toBeGreaterThanOrEqual(0.99);
    expect(broken / files.length).toBeLessThan(0.02);
    console.log(
      `PowerShell: ${String(found)} of ${String(total)} tags found, ${String(extra)} more that ctags misses; ` +
        `${String(functions - inexact.length)} of ${String(functions)} spans end as the indentation says; ` +
        `${String(broken)} of ${String(files.length)} files with parts that can't be read`,
    );
  },
);

/** With empty lines for those of here-strings, which hold C# here. */
function withoutHereStrings(lines: readonly string[]): string[] {
  let isInside = false;
  return lines.map((line) => {
    const wasInside = isInside;
    isInside = isInside ? !/^["']@/.test(line) : /@["']\s*$/.test(line);
    return wasInside ? '' : line;
  });
}
