/** Entries of the dictionary as text. All of it comes from sources and people, so all of it is escaped. */
import { escapeLines, escapeText } from '../../common/escape.ts';
import type { DictionaryStats } from '../../cryptex/dictionaryStats.ts';
import type { ImportReport } from '../../cryptex/exchange/incoming.ts';
import type { EntryProblem } from '../../cryptex/validate.ts';
import type { Dependency, Entry, EntryBrief } from '../../protocol/cryptex.ts';
import type { IndexReport } from '../../protocol/dictionaryView.ts';
import type { Colors } from '../terminal/terminal.ts';

/** `CODENAME  kind NAME  FILE:LINE [status]  SUMMARY`; the status where it is not that of all. */
export function entryLine(entry: EntryBrief, colors: Colors): string {
  const { codename, kind, qualifiedName, file, span, status, summary, isDrifted } = entry;
  const marks = [...(status === 'legacy' ? [] : [status]), ...(isDrifted ? ['drifted'] : [])];
  const shown = marks.length === 0 ? '' : ` [${marks.join(', ')}]`;
  const text = summary.text === '' ? '' : `  ${escapeText(summary.text)}`;
  return `${colors.bold(escapeText(codename))}  ${kind} ${escapeText(qualifiedName)}  ${escapeText(file)}:${span.startLine}${shown}${text}`;
}

/** `author` is whom git names for an entry without owner. */
export function entryDetails(entry: Entry, author: string | undefined, colors: Colors): string {
  const { span, kind, language, summary, pseudocode } = entry;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ['also', entry.aliases.join(', ')],
    ['signature', entry.signature],
    ['variant', entry.variant],
    ['status', entry.isDrifted ? `${entry.status}, but the body has changed since that was written` : entry.status],
    ['owner', entry.owner ?? (author === undefined ? undefined : `none; most lines are by ${author}`)],
    ['risk', entry.risk],
    ['tags', entry.tags.join(', ')],
    ['port', entry.port],
    ['summary', told(summary)],
    ...(summary.fromSource === undefined || summary.fromSource === ''
      ? []
      : ([['the source says', summary.fromSource]] as const)),
    ...entry.notes.map((note) => ['note', note] as const),
    ...entry.options.map(({ names, takesValue, help }): [string, string] => [
      'option',
      `${names.join(', ')}${takesValue ? ' VALUE' : ''}${help === undefined ? '' : `: ${help}`}`,
    ]),
    ['uses', named(entry.dependencies)],
    ['used by', [...new Set(entry.dependents.map((one) => one.entry.codename))].join(', ')],
  ];
  const head = `${colors.bold(escapeText(entry.codename))}  ${language} ${kind} ${escapeText(entry.qualifiedName)}, ${escapeText(entry.file)}:${span.startLine}-${span.endLine}`;
  const lines = facts.flatMap(([name, value]) => (value ? [`  ${name}: ${escapeText(value)}`] : []));
  const code =
    pseudocode.text === ''
      ? []
      : [
          '',
          ...escapeLines(pseudocode.text)
            .split('\n')
            .map((line) => `    ${line}`.trimEnd()),
        ];
  const by = pseudocode.by === undefined ? [] : [`  pseudocode by ${escapeText(pseudocode.by)}`];
  return [head, ...lines, ...by, ...code].map((line) => `${line}\n`).join('');
}

function told({ text, source, by }: Entry['summary']): string {
  const whose = by === undefined ? source : `${source}, ${by}`;
  return text === '' ? '' : `${text} (${whose})`;
}

/** By codename where they are in the code base. */
function named(dependencies: readonly Dependency[]): string {
  return dependencies
    .map(({ name, entries }) => (entries.length === 0 ? name : entries.map((one) => one.codename).join(' or ')))
    .join(', ');
}

export function indexText(report: IndexReport, seconds: number): string {
  const { files, entries } = report;
  const changes = [
    [entries.added, 'new'],
    [entries.changed, 'changed'],
    [entries.moved, 'moved'],
    [entries.obsolete, 'obsolete'],
  ] as const;
  const told = changes.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  const read = `${files.read} files read, ${files.unchanged} as they were${files.gone > 0 ? `, ${files.gone} gone` : ''}`;
  return `${entries.total} entries${told.length > 0 ? `: ${told.join(', ')}` : ''}; ${read} (${seconds.toFixed(1)} s)\n`;
}

export function statsText(stats: DictionaryStats): string {
  const top = (counts: DictionaryStats['kinds']): string =>
    counts.map(({ name, count }) => `${name === '' ? 'none' : name} (${count})`).join(', ');
  const lines: readonly (readonly [string, string | number])[] = [
    ['code base', stats.root ?? 'none'],
    ['files', stats.files],
    ['entries', stats.entries],
    ['annotated', stats.annotated],
    ['drifted', stats.drifted],
    ['codenames with a number', stats.numbered],
    ['languages', top(stats.languages)],
    ['kinds', top(stats.kinds)],
    ['statuses', top(stats.statuses)],
    ['families', top(stats.families)],
    ['summaries', top(stats.summaries)],
  ];
  return lines.map(([name, value]) => `${escapeText(`${name}: ${value}`)}\n`).join('');
}

export function problemLine({ file, line, codename, message }: EntryProblem): string {
  return escapeText(`${file}:${line}: ${codename}: ${message}`);
}

export function importText(report: ImportReport): string {
  const { added, changed, unchanged, skipped, unknownFields } = report;
  const lines = skipped.map(({ entry, reason }) => `skipped: ${entry}: ${reason}`);
  if (unknownFields.length > 0) lines.push(`unknown fields are kept: ${unknownFields.join(', ')}`);
  lines.push(`${added} added, ${changed} changed, ${unchanged} as they were, ${skipped.length} skipped`);
  return lines.map((line) => `${escapeText(line)}\n`).join('');
}
