/** What libyara says while it scans, for a person. */
import type { ScanNote } from '../../protocol/scanJob.ts';
import { escapeLines, escapeText } from '../../common/escape.ts';
import type { Colors } from '../terminal/terminal.ts';

export function scanNoteText(path: string, { kind, text, rule }: ScanNote, colors: Colors): string {
  const shown = escapeText(path);
  if (kind === 'console') return `${shown}: ${escapeText(text)}`;
  if (kind === 'module-data') return `${shown}:\n${escapeLines(text)}`;
  const reason = kind === 'too-many-matches' ? 'has too many matches' : 'is too slow';
  const where = rule === undefined ? '' : ` of rule ${escapeText(rule)}`;
  return `${shown}: ${colors.yellow('warning')}: pattern ${escapeText(text)}${where} ${reason}: some are left out`;
}
