/** Pseudocode beside the source lines that it comes from. Pointing at a line of one marks its lines in the other. */
import type { EntrySource } from '../../server/src/protocol/dictionaryView.ts';
import { element } from '../shared/elements.ts';
import { plural, visibleLine, visibleLines } from '../shared/text.ts';
import { alignRanges, type LineRange } from './alignment.ts';

export interface CodeViewOptions {
  readonly pseudocode: string;
  readonly source: EntrySource;
  /** Opens the source in an editor, at a line, 1-based. */
  readonly open: (line: number) => void;
}

export function codeView({ pseudocode, source, open }: CodeViewOptions): HTMLElement {
  const hasCode = pseudocode.trim() !== '';
  const lines = hasCode ? visibleLines(pseudocode) : [];
  const from = alignRanges(lines, source.lines);
  const right = source.lines.map((text, index) => sourceLine(text, source.startLine + index, open));
  const left = lines.map((text, index) => pseudoLine(text, from[index], source.startLine, open));
  const mark = (range: LineRange | undefined): void => {
    for (const [at, line] of right.entries()) line.classList.toggle('marked', range !== undefined && isIn(at, range));
    for (const [at, line] of left.entries()) line.classList.toggle('marked', range !== undefined && from[at] === range);
  };
  for (const [index, line] of left.entries()) pointing(line, () => mark(from[index]), mark);
  for (const [index, line] of right.entries()) {
    const range = from.find((one) => one !== undefined && isIn(index, one));
    pointing(line, () => mark(range), mark);
  }
  return element(
    'div',
    { class: hasCode ? 'code two' : 'code' },
    ...(hasCode ? [element('div', { class: 'pane' }, element('h3', { text: 'Pseudocode' }), pre(left))] : []),
    element(
      'div',
      { class: 'pane' },
      element('h3', { text: 'Source' }),
      ...problem(source),
      pre(right),
      ...rest(source),
    ),
  );
}

const isIn = (line: number, { start, end }: LineRange): boolean => line >= start && line < end;

const pre = (lines: readonly HTMLElement[]): HTMLElement =>
  element('div', { class: 'listing', attributes: { tabindex: '0' } }, ...lines);

function pointing(line: HTMLElement, mark: () => void, unmark: (index: undefined) => void): void {
  line.addEventListener('pointerenter', mark);
  line.addEventListener('focusin', mark);
  line.addEventListener('pointerleave', () => unmark(undefined));
  line.addEventListener('focusout', () => unmark(undefined));
}

function sourceLine(text: string, number: number, open: (line: number) => void): HTMLElement {
  return element('div', { class: 'line' }, anchor(number, open), code(visibleLine(text)));
}

function pseudoLine(
  text: string,
  range: LineRange | undefined,
  startLine: number,
  open: (line: number) => void,
): HTMLElement {
  const gutter = range ? anchor(startLine + range.start, open) : element('span', { class: 'anchor' });
  const shown = code(text);
  // What does not fit on the line goes on below it, further in than the line itself.
  const indent = `${text.length - text.trimStart().length + 4}ch`;
  shown.style.paddingInlineStart = indent;
  shown.style.textIndent = `-${indent}`;
  return element('div', { class: 'line pseudo' }, gutter, shown);
}

/** What it has is visible already, and keeps its spaces. */
function code(text: string): HTMLElement {
  const made = element('code');
  made.textContent = text;
  return made;
}

function anchor(line: number, open: (line: number) => void): HTMLElement {
  const made = element('button', {
    class: 'anchor link',
    text: String(line),
    title: `Open the source at line ${line}`,
    // Each line would be a stop otherwise; the listing scrolls, and "Open Source" leads to the editor.
    attributes: { type: 'button', tabindex: '-1' },
  });
  made.addEventListener('click', () => open(line));
  return made;
}

const problem = ({ problem: text }: EntrySource): HTMLElement[] =>
  text === undefined ? [] : [element('p', { class: 'problem', text })];

const rest = ({ omitted }: EntrySource): HTMLElement[] =>
  omitted === 0 ? [] : [element('p', { class: 'description', text: `${plural(omitted, 'more line', 'more lines')}.` })];
