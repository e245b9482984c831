/** What is said of a scan on stderr, in every format. */
import { escapeText } from '../../common/escape.ts';
import type { RuleCost, ScanEvent, ScanSummary } from '../../protocol/scan.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { scanNoteText } from './scanNote.ts';
import { megabytes } from './scanProgress.ts';

/** For results that go to a file. */
export const noColors = { bold: String, dim: String, cyan: String };

/** Says what libyara noted, what could not be scanned, and what rules cost where that was asked. */
export function reportEvent(event: ScanEvent, terminal: Terminal, shownPath: (path: string) => string): void {
  if (event.type === 'error') {
    terminal.note(`${terminal.err.red('error')}: ${escapeText(shownPath(event.path))}: ${escapeText(event.message)}`);
  } else if (event.type === 'note') {
    for (const note of event.notes) terminal.note(scanNoteText(shownPath(event.path), note, terminal.err));
  } else if (event.type === 'done' && event.costs) {
    for (const line of costLines(event.costs)) terminal.note(line);
  }
}

function costLines(costs: readonly RuleCost[]): string[] {
  if (costs.length === 0) return ['No rule has a cost: this libyara was built without profiling.'];
  return [
    'Rules by their cost:',
    ...costs.map(({ rule, namespace, cost }) => escapeText(`${cost} ${namespace}:${rule}`)),
  ];
}

export function summaryText({ files, duplicates = 0, cached = 0, bytes, ...rest }: ScanSummary): string {
  const { matches, matchedFiles, errors, milliseconds } = rest;
  const notScanned = [
    ...(cached > 0 ? [`${cached} unchanged`] : []),
    ...(duplicates > 0 ? [`${duplicates} with the content of another`] : []),
  ];
  const alike = notScanned.length > 0 ? ` (${notScanned.join(', ')})` : '';
  const scanned = `${files} files${alike}, ${megabytes(bytes)} in ${(milliseconds / 1000).toFixed(1)} s`;
  return `${scanned}: ${matches} matches in ${matchedFiles} files, ${errors} errors`;
}
