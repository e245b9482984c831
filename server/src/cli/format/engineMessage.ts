/** What libyara said about rules, for a person. */
import { isAbsolute, relative } from 'node:path';
import type { EngineMessage } from '../../protocol/compileJob.ts';
import { escapeText } from '../../common/escape.ts';
import type { Colors } from '../terminal/terminal.ts';

/** `PATH:LINE: error: TEXT`, which editors and terminals make clickable. */
export function engineMessageText({ level, path, line, rule, text }: EngineMessage, colors: Colors): string {
  const label = level === 'error' ? colors.red('error') : colors.yellow('warning');
  const where = rule === undefined ? '' : ` (rule ${escapeText(rule)})`;
  return `${escapeText(shortPath(path))}:${line}: ${label}: ${escapeText(text)}${where}`;
}

/** Relative to the working directory where the file lies below it. */
export function shortPath(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') || isAbsolute(short) ? path : short;
}
