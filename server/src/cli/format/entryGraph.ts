/** Dependencies of an entry as text, and for programs that draw graphs. */
import { escapeText } from '../../common/escape.ts';
import type { Graph } from '../../cryptex/dependencies.ts';

export const graphFormats = ['text', 'json', 'dot', 'mermaid'] as const;
export type GraphFormat = (typeof graphFormats)[number];

export function graphText(graph: Graph, format: Exclude<GraphFormat, 'json'>, reverse: boolean): string {
  return { text: outline, dot, mermaid }[format](graph, reverse);
}

/** A tree: what is met again is not taken apart again. */
function outline({ nodes, edges, named, omitted }: Graph, reverse: boolean): string {
  const entries = new Map(nodes.map(({ entry }) => [entry.id, entry]));
  const lines: string[] = [];
  const met = new Set<number>();
  // Not by recursion: a chain of calls may be as long as the code base.
  const [start] = nodes;
  const stack = start ? [{ id: start.entry.id, level: 0, kind: '' }] : [];
  for (let at = stack.pop(); at; at = stack.pop()) {
    const { id, level, kind } = at;
    const entry = entries.get(id);
    if (!entry) continue;
    const isAgain = met.has(id);
    met.add(id);
    const next = isAgain ? [] : edges.filter((edge) => (reverse ? edge.to : edge.from) === id);
    const place = `${entry.codename}  ${entry.qualifiedName}  ${entry.file}:${entry.span.startLine}`;
    lines.push(
      `${'  '.repeat(level)}${kind === '' ? '' : `${kind} `}${escapeText(place)}${isAgain && level > 0 ? ' …' : ''}`,
    );
    for (const one of isAgain ? [] : named.filter(({ from }) => from === id))
      lines.push(`${'  '.repeat(level + 1)}${one.kind} ${escapeText(one.name)}`);
    for (const edge of next.toReversed())
      stack.push({ id: reverse ? edge.from : edge.to, level: level + 1, kind: edge.kind });
  }
  if (omitted > 0) lines.push(`… and ${omitted} more entries`);
  return lines.map((line) => `${line}\n`).join('');
}

function dot({ nodes, edges }: Graph): string {
  // https://graphviz.org/doc/info/lang.html: in quotes only a quote and a backslash have a meaning.
  const quoted = (text: string): string => `"${escapeText(text).replace(/["\\]/g, '\\$&')}"`;
  const lines = [
    'digraph cryptex {',
    ...nodes.map(
      ({ entry }) => `  n${entry.id} [label=${quoted(entry.codename)} tooltip=${quoted(entry.qualifiedName)}];`,
    ),
    ...edges.map(({ from, to, kind }) => `  n${from} -> n${to}${kind === 'call' ? '' : ` [label=${kind}]`};`),
    '}',
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function mermaid({ nodes, edges }: Graph): string {
  // https://mermaid.js.org/syntax/flowchart.html: characters of the notation are written by their numbers.
  const quoted = (text: string): string => `"${text.replace(/[^\w .-]/gu, (one) => `#${one.codePointAt(0) ?? 0};`)}"`;
  const lines = [
    'flowchart LR',
    ...nodes.map(({ entry }) => `  n${entry.id}[${quoted(entry.codename)}]`),
    ...edges.map(({ from, to, kind }) => `  n${from} -->${kind === 'call' ? '' : `|${kind}|`} n${to}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}
