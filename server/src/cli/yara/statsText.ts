import type { RulesStats } from '../../protocol/scanJob.ts';

/** What `yara --print-stats` prints. */
export function statsText(stats: RulesStats): string {
  const row = (name: string, value: number | string) => `${name.padEnd(35)}: ${value}\n`;
  const listed = (index: number, value: number | undefined) => ` ${String(index).padStart(3)}: ${value ?? 0}\n`;
  const { acLongestLists, acPercentiles } = stats;
  return [
    row('size of AC transition table', stats.acTableSize),
    row('average length of AC matches lists', stats.acAverageMatches.toFixed(6)),
    row('number of rules', stats.rules),
    row('number of strings', stats.patterns),
    row('number of AC matches', stats.acMatches),
    row('number of AC matches in root node', stats.acRootMatches),
    `number of AC matches in top ${acLongestLists.length} longest lists\n`,
    ...acLongestLists.map((length, index) => listed(index + 1, length)),
    'match list length percentiles\n',
    ...acPercentiles.map((length, index) => listed(index, length)).reverse(),
  ].join('');
}
