/** A match in words, line by line as `yara` prints it. */
import type { MetaEntry, RuleMatch } from '../../protocol/engine.ts';
import { escapeBytes, escapeText } from '../terminal/escape.ts';
import type { Colors } from '../terminal/terminal.ts';

/** What is shown beside rule and path; each is an option of `yara` with the same letter. */
export interface TextDetails {
  readonly strings: boolean;
  readonly namespace: boolean;
  readonly tags: boolean;
  readonly meta: boolean;
}

/** `[NAMESPACE:]RULE [TAGS] [META] PATH`, then `0xOFFSET:$IDENTIFIER: DATA` for each match of a pattern. */
export function matchText(path: string, match: RuleMatch, details: TextDetails, colors: Colors): string {
  const words = [colors.bold((details.namespace ? `${escapeText(match.namespace)}:` : '') + match.rule)];
  if (details.tags) words.push(`[${match.tags.join(',')}]`);
  if (details.meta) words.push(`[${match.meta.map(metaText).join(',')}]`);
  words.push(escapeText(path));
  const lines = [words.join(' ')];
  if (details.strings) {
    for (const { identifier, matches } of match.patterns) {
      for (const { offset, data } of matches) {
        lines.push(`${colors.dim(`0x${offset.toString(16)}`)}:${colors.cyan(identifier)}: ${escapeBytes(data)}`);
      }
    }
  }
  return `${lines.join('\n')}\n`;
}

function metaText({ name, value }: MetaEntry): string {
  return `${name}=${typeof value === 'string' ? `"${escapeText(value)}"` : String(value)}`;
}
