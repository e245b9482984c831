/**
 * A dictionary as Markdown: a table a family, a row a codename, with the columns codename, symbol, location, summary and
 * pseudocode. Whatever a text has in it shows as it is, and comes back the same.
 */
import type { EntryBrief, EntryField } from '../../protocol/cryptex.ts';
import { languageOf } from '../languages/languages.ts';
import type { Incoming, Offer } from './incoming.ts';
import type { Written } from './ownFormat.ts';

export const columns = ['codename', 'symbol', 'location', 'summary', 'pseudocode'] as const;

export function markdownHead(family: string): string {
  const head = `| ${columns.map((name) => `${name[0]?.toUpperCase()}${name.slice(1)}`).join(' | ')} |`;
  return `\n## ${toCell(family)}\n\n${head}\n|${columns.map(() => ' --- |').join('')}\n`;
}

export function markdownRow(entry: EntryBrief, pseudocode: string): string {
  const { codename, qualifiedName, file, span, summary } = entry;
  const cells = [codename, qualifiedName, `${file}:${span.startLine}`, summary.text, pseudocode];
  return `| ${cells.map(toCell).join(' | ')} |\n`;
}

/** Rows of all tables that have the columns codename and symbol. */
export function readMarkdown(text: string): Offer {
  const entries: Incoming[] = [];
  const skipped: Offer['skipped'] = [];
  let header: string[] | undefined;
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const cells = cellsOf(line);
    if (!cells) {
      header = undefined;
      continue;
    }
    if (!header) {
      header = cells.map((cell) => fromCell(cell).toLowerCase());
      continue;
    }
    if (cells.every((cell) => /^:?-+:?$/.test(cell))) continue;
    if (!header.includes('codename') || !header.includes('symbol')) continue;
    const value = (column: (typeof columns)[number]): string => fromCell(cells[header?.indexOf(column) ?? -1] ?? '');
    if (value('symbol') === '') skipped.push({ entry: `line ${index + 1}`, reason: 'It has no symbol.' });
    else entries.push(incomingOf(value, `line ${index + 1}`));
  }
  return { entries, files: [], extra: {}, skipped, unknownFields: new Set() };
}

/** One line that Markdown shows as the text, whatever is in it. */
export function toCell(text: string): string {
  return text
    .replace(
      /[&<>|`*[\]\\~$\r\u00a0\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu,
      (character) => (character === '\n' ? '\n' : `&#x${(character.codePointAt(0) ?? 0).toString(16)};`),
    )
    .replace(/^ | $| (?= )/gm, '&nbsp;')
    .replaceAll('\n', '<br>');
}

/** What {@link toCell} was given; in a cell that a person has written, backslashes stand before what Markdown knows. */
export function fromCell(cell: string): string {
  return cell.replace(
    /<br ?\/?>|&nbsp;|&#x([\da-f]{1,6});|&#(\d{1,7});|&(amp|lt|gt|quot);|\\([!-/:-@[-`{-~])/gi,
    replaced,
  );
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };

function replaced(all: string, hex?: string, decimal?: string, entity?: string, escaped?: string): string {
  if (all.startsWith('<')) return '\n';
  if (all === '&nbsp;') return ' ';
  if (escaped !== undefined) return escaped;
  if (entity !== undefined) return entities[entity.toLowerCase()] ?? all;
  const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
  return code <= 0x10ffff ? String.fromCodePoint(code) : all;
}

/** Undefined where the line is none of a table. */
function cellsOf(line: string): string[] | undefined {
  const trimmed = line.trim();
  if (!trimmed.startsWith('|')) return undefined;
  const cells = trimmed.slice(1).split(/(?<!\\)\|/);
  if (cells.at(-1)?.trim() === '') cells.pop();
  return cells.map((cell) => cell.trim());
}

function incomingOf(value: (column: (typeof columns)[number]) => string, line: string): Incoming {
  const symbol = value('symbol');
  const codename = value('codename');
  const [, file, start] = /^(.*?)(?::(\d+))?$/s.exec(value('location')) ?? [];
  const written = new Map<EntryField, Written>();
  for (const field of ['summary', 'pseudocode'] as const) {
    const text = value(field);
    if (text !== '') written.set(field, { value: text, source: 'human', by: 'import', at: '', bodyHash: '' });
  }
  const startLine = start === undefined ? 1 : Number(start);
  return {
    label: `${line}: ${codename === '' ? symbol : codename}`,
    codename: codename === '' ? undefined : codename,
    ...{
      aliases: [],
      symbol,
      qualifiedName: symbol,
      file: file === '' ? undefined : file,
      line: startLine,
      written,
      extra: {},
    },
    made: {
      ...{ language: languageOf(file ?? '')?.id ?? 'c', isGone: false, revision: 1, history: [] },
      symbol: {
        ...{ kind: 'function', name: symbol.split(/::|\./).at(-1) ?? symbol, qualifiedName: symbol },
        span: { startLine, startColumn: 0, endLine: startLine, endColumn: 0 },
        ...{ signature: symbol, visibility: 'public', summary: { text: '', source: 'derived' }, pseudocode: '' },
        ...{ references: [], bodyHash: '' },
      },
    },
  };
}
