/** What is left to port, as an item of a Markdown task list. */
import { portedOf } from '../../../server/src/protocol/gap.ts';
import { markdownText } from '../dictionary/entryMarkdown.ts';
import { codeSpan, visible } from '../display.ts';
import { nameOf, type GapSubject } from './subjects.ts';

/** One line. It is not translated: it goes into a tracker that others read. */
export function markdownTask(subject: GapSubject): string {
  const { component, fn } = subject;
  const { lines, functions, risk, responsible, status } = component;
  const isDone = fn ? fn.state === 'ported' : status === 'done';
  const size = fn
    ? plural(fn.lines, 'line')
    : `${portedOf(component)} of ${plural(functions, 'function')} done, ${plural(lines, 'line')}`;
  const port = fn?.match ? `, see ${code(fn.match.port)}` : '';
  const who = responsible === undefined ? '' : `, responsible: ${markdownText(responsible)}`;
  return `- [${isDone ? 'x' : ' '}] Port ${code(nameOf(subject))} (${size}, ${risk} risk)${port}${who}`;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

/** Without the blanks inside where the text needs none. */
const code = (text: string): string => (/^[^`\s]+$/.test(text) ? `\`${visible(text)}\`` : codeSpan(text));
