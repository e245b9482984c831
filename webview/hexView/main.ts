/** The page of a hex view: puts its parts together and hands messages to them. */
import * as v from 'valibot';
import { FromHexView, ToHexView } from '../../server/src/protocol/hexView.ts';
import { openChannel } from '../shared/channel.ts';
import { button, element, setText } from '../shared/elements.ts';
import { number, plural, visible } from '../shared/text.ts';
import { ByteGrid, matchTexts } from './byteGrid.ts';
import { MatchIndex } from './matchIndex.ts';
import { MatchList } from './matchList.ts';
import { hexOffset, parseOffset } from './offsets.ts';
import { PageCache } from './pageCache.ts';

const channel = openChannel({
  incoming: ToHexView,
  outgoing: FromHexView,
  state: v.object({ offset: v.number() }),
  initial: { offset: 0 },
  receive,
});
let size: number | undefined;
let matches = new MatchIndex([]);
let drawn = 0;

const path = element('span', { class: 'path' });
const sizeText = element('span', { class: 'description' });
const target = element('input', {
  attributes: {
    type: 'text',
    size: '14',
    placeholder: 'Offset, 0x for hex',
    'aria-label': 'Go to offset',
    spellcheck: 'false',
  },
});
const previous = button('Previous Match', () => step(matches.before(grid.active)), 'secondary');
const next = button('Next Match', () => step(matches.after(grid.active)), 'secondary');
const problem = element('p', { class: 'problem', attributes: { role: 'alert' } });
const doubt = element('p', { class: 'problem', attributes: { role: 'alert' } });
const status = element('p', { class: 'status' });
const pages = new PageCache((offset) => channel.send({ type: 'read', offset }));
const grid = new ByteGrid(matches, { rowHeight: rowHeight(), pages, moved });
const list = new MatchList((match) => goToMatch(match));
const form = element(
  'form',
  {},
  target,
  button('Go', () => goToTarget(), 'secondary'),
);
form.addEventListener('submit', (event) => {
  event.preventDefault();
  goToTarget();
});
target.addEventListener('input', () => target.setCustomValidity(''));
document.body.addEventListener('keydown', (event) => {
  if (event.target === target || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === 'g') target.focus();
  else if (event.key === 'n') step(matches.after(grid.active));
  else if (event.key === 'p') step(matches.before(grid.active));
  else return;
  event.preventDefault();
});
document.body.append(
  element(
    'main',
    {},
    element('header', {}, path, sizeText, form, previous, next),
    problem,
    doubt,
    element('div', { class: 'body' }, grid.element, list.element),
    status,
  ),
);
channel.send({ type: 'ready' });

function receive(message: ToHexView): void {
  switch (message.type) {
    case 'file': {
      const isFirst = size === undefined;
      size = message.size;
      setText(path, visible(message.path));
      path.title = visible(message.path);
      setText(sizeText, plural(size, 'byte', 'bytes'));
      setText(problem, visible(message.problem ?? (size === 0 ? 'The file is empty.' : '')));
      pages.clear();
      grid.size = size;
      if (isFirst) grid.go(channel.state.offset);
      grid.element.hidden = size === 0;
      showStatus();
      break;
    }
    case 'matches':
      matches = new MatchIndex(message.matches);
      grid.matches = matches;
      list.show(message.matches, message.omitted);
      previous.hidden = next.hidden = message.matches.length === 0;
      showStatus();
      break;
    case 'bytes':
      pages.put(message.offset, message.bytes);
      drawn ||= requestAnimationFrame(() => {
        drawn = 0;
        grid.draw();
      });
      break;
    case 'go': {
      const { offset, length } = message;
      goTo(offset, length);
      const number = matches.matches.findIndex((match) => match.offset === offset && match.length === length);
      if (number !== -1) list.select(number);
      grid.element.focus();
      break;
    }
    case 'checked':
      if (message.offset === grid.active) setText(doubt, visible(message.problem ?? ''));
      break;
  }
}

function goTo(offset: number, length: number): void {
  grid.go(offset, length);
  setText(doubt, offset < (size ?? 0) ? '' : `The file ends before ${hexOffset(offset)}.`);
}

function goToMatch(number: number): void {
  const match = matches.matches[number];
  if (match === undefined) return;
  goTo(match.offset, match.length);
  channel.send({ type: 'check', match: number });
}

function step(number: number | undefined): void {
  if (number === undefined) return;
  list.select(number);
  goToMatch(number);
}

function goToTarget(): void {
  const offset = parseOffset(target.value);
  if (offset === undefined) target.setCustomValidity('An offset is a number such as 4096 or 0x1000.');
  else if (offset >= (size ?? 0)) target.setCustomValidity(`The file ends before ${hexOffset(offset)}.`);
  else {
    target.setCustomValidity('');
    goTo(offset, 0);
    grid.element.focus();
    return;
  }
  target.reportValidity();
}

function moved(offset: number): void {
  channel.keep({ offset });
  setText(doubt, '');
  showStatus();
}

function showStatus(): void {
  const { active } = grid;
  const here = matches.between(active, active + 1).flatMap((number) => matches.matches[number] ?? []);
  const found = matchTexts(here).map((text) => visible(text, 200));
  setText(status, (size ?? 0) === 0 ? '' : [`${hexOffset(active)} (${number(active)})`, ...found].join(' · '));
}

/** Of a line in the editor's font, whatever size a person has chosen for it. */
function rowHeight(): number {
  const fontSize = Number.parseFloat(
    getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-font-size'),
  );
  const height = Math.ceil((Number.isFinite(fontSize) ? fontSize : 14) * 1.4);
  document.documentElement.style.setProperty('--row-height', `${height}px`);
  return height;
}
