/** Summaries that say no more than the name, or what others say with another name. */
import type { ListedEntry } from '../store/dictionaryRows.ts';
import { lowerWords } from './codenames/words.ts';

/** Words that say nothing about one function rather than another. */
const empty: ReadonlySet<string> = new Set(
  (
    'a an the of for to and or in on with this that it its is are does do function method routine helper utility class ' +
    'struct type module file script code logic operation operations functionality implementation implements implement ' +
    'handles handle performs perform provides provide executes execute responsible processing see source todo related ' +
    'defines define contains represents core main internal'
  ).split(' '),
);

/** Those of people too; not those of doc comments, which are the source's own. */
export function templateSummaries(entries: readonly ListedEntry[]): [ListedEntry, string][] {
  const told: [ListedEntry, string][] = [];
  const templates = new Map<string, ListedEntry[]>();
  for (const entry of entries) {
    if (entry.summary_source === 'doc' || entry.summary === '') continue;
    const own = new Set([...lowerWords(entry.name), ...lowerWords(entry.qualified_name)]);
    const words = lowerWords(entry.summary);
    // What a file defines, or a type holds, may be named as it is.
    const isList = entry.summary_source === 'derived' && entry.kind !== 'function' && entry.kind !== 'method';
    if (!isList && words.every((word) => own.has(word) || empty.has(word))) {
      told.push([entry, 'its summary says nothing but its name']);
      continue;
    }
    const template = entry.summary.toLowerCase().replaceAll(entry.name.toLowerCase(), '\u0000');
    if (!template.includes('\u0000') || entry.name.length < 3) continue;
    templates.set(template, [...(templates.get(template) ?? []), entry]);
  }
  for (const alike of templates.values()) {
    const [first] = alike;
    const others = alike.filter(({ name }) => name !== first?.name);
    // What is derived is only alike where the code is.
    if (others.length === 0 || alike.every((entry) => entry.summary_source === 'derived')) continue;
    for (const entry of alike) {
      const other = entry === first ? others[0] : first;
      told.push([entry, `its summary is that of ${other?.qualified_name} with another name`]);
    }
  }
  return told;
}
