/** Python that others wrote, as Python itself and as universal-ctags read it. */
import { join } from 'node:path';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ctags, debianFolder, filesBelow, npmFolder, place, pythonIsThere, readSource, run } from './codeBases.ts';

const Definition = v.object({ name: v.string(), line: v.number(), end: v.number(), doc: v.nullable(v.string()) });
const PythonFile = v.object({ path: v.string(), definitions: v.array(Definition) });

const codeBases = [
  { name: 'gyp, of node-gyp', folder: npmFolder('node-gyp/gyp/pylib') },
  { name: 'ansible-core', folder: await debianFolder('ansible', 'usr/lib/python3/dist-packages/ansible') },
];

const hasPython = await pythonIsThere();
const hasCtags = (await debianFolder('universal-ctags', '')) !== undefined;

describe.each(codeBases)('$name', ({ name, folder }) => {
  it.skipIf(folder === undefined || !hasPython)('has the definitions that Python finds, and no others', async () => {
    const files = await filesBelow(folder ?? '', /\.py$/);
    const printed = await run('python3', [join(import.meta.dirname, 'definitions.py')], files.join('\n'));
    const read = printed
      .trim()
      .split('\n')
      .map((line) => v.parse(PythonFile, JSON.parse(line)));
    const wrong: string[] = [];
    let [definitions, documented] = [0, 0];
    for (const { path, definitions: expected } of read) {
      const { symbols } = await readSource(path);
      const told = symbols.map(
        ({ qualifiedName, span }) => `${String(span.startLine)}-${String(span.endLine)} ${qualifiedName}`,
      );
      const known = expected.map((each) => `${String(each.line)}-${String(each.end)} ${each.name}`);
      wrong.push(...known.filter((each) => !told.includes(each)).map((each) => place(path, 0, `lacks ${each}`)));
      wrong.push(...told.filter((each) => !known.includes(each)).map((each) => place(path, 0, `has ${each} too many`)));
      definitions += expected.length;
      // A docstring that begins with words is the summary.
      for (const { line, name: qualifiedName, doc } of expected) {
        if (doc === null || !/^\w+ \w+/.test(doc)) continue;
        const symbol = symbols.find((each) => each.span.startLine === line && each.qualifiedName === qualifiedName);
        documented += 1;
        const words = (text: string | undefined): string => text?.replace(/\W+/g, ' ').slice(0, 20) ?? '';
        if (
          symbol &&
          (symbol.summary.source !== 'doc' || !words(doc).startsWith(words(symbol.summary.text).trim().slice(0, 10)))
        )
          wrong.push(place(path, line, `says ${symbol.summary.text} for ${doc.slice(0, 60)}`));
      }
    }
    expect(wrong.slice(0, 20)).toEqual([]);
    console.log(
      `${name}: ${String(definitions)} definitions in ${String(read.length)} files, all with equal spans; ${String(documented)} docstrings`,
    );
  });

  it.skipIf(folder === undefined || !hasCtags)('has the functions and classes that ctags finds', async () => {
    const files = await filesBelow(folder ?? '', /\.py$/);
    const tags = await ctags(files, ['--languages=Python', '--kinds-Python=cfm']);
    const missing: string[] = [];
    let [found, exact, total] = [0, 0, 0];
    for (const path of files) {
      const { symbols, lines } = await readSource(path);
      for (const { name: tagged, line, end } of tags.get(path) ?? []) {
        // To ctags a variable that holds a lambda is a function; and `def` within a name misleads it (`for cdef in list(x)`).
        if (!new RegExp(`\\b(def|class)\\s+${tagged}\\b`).test(lines[line - 1] ?? '')) continue;
        total += 1;
        const symbol = symbols.find(
          (each) => each.name === tagged && each.span.startLine <= line && each.span.endLine >= line,
        );
        if (!symbol) missing.push(place(path, line, tagged));
        else found += 1;
        if (symbol?.span.endLine === end) exact += 1;
      }
    }
    expect(missing).toEqual([]);
    expect(exact / total).toBeGreaterThanOrEqual(0.99);
    console.log(
      `${name}: ${String(found)} of ${String(total)} tags found, ${String(exact)} end on the line that ctags says`,
    );
  });
});
