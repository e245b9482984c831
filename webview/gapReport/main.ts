/** The page of the gap report: puts its parts together and hands messages to them. */
import * as v from 'valibot';
import { totalsOf, type GapRun } from '../../server/src/protocol/gap.ts';
import { FromGapReport, ToGapReport, type GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { openChannel } from '../shared/channel.ts';
import { button, element } from '../shared/elements.ts';
import { Slots, type Slot } from '../shared/slots.ts';
import { initialSorting, Sorting } from './columns.ts';
import type { ShowRows } from './facetLink.ts';
import { Filter } from './filter.ts';
import { groupings, groupsOf, groupTable } from './groups.ts';
import { leftOverOf, leftOverView } from './leftOver.ts';
import { cards, header, overTime, statusBar } from './overview.ts';
import { TableSection } from './tableSection.ts';

const State = v.object({
  filter: Filter,
  sorting: Sorting,
  /** Where the page and the table are scrolled to, in CSS pixels. */
  page: v.number(),
  table: v.number(),
});
const channel = openChannel({
  incoming: ToGapReport,
  outgoing: FromGapReport,
  state: State,
  initial: { filter: { text: '' }, sorting: initialSorting, page: 0, table: 0 },
  receive,
});

let runs: readonly GapRun[] = [];
/** Of the components that are shown; undefined before the first answer. */
let figures: ReturnType<typeof figuresOf> | undefined;
let problem: string | undefined;
let isAuditing = false;

const report = element('div', { class: 'report' });
const slots = new Slots(report);
const table = new TableSection(channel.state, {
  reveal: (component) => channel.send({ type: 'reveal', component }),
  openSource: (component) => channel.send({ type: 'open-source', component }),
  openPort: (component) => channel.send({ type: 'open-port', component }),
  changed: keep,
});
const main = element('main', {}, report, table.element);
table.element.hidden = true;
main.addEventListener('scrollend', keep);
document.body.append(main);
draw();
channel.send({ type: 'ready' });

function receive(message: ToGapReport): void {
  switch (message.type) {
    case 'report':
      problem = undefined;
      take(message.components, message.runs);
      break;
    case 'failed':
      problem = message.reason;
      break;
    case 'auditing':
      isAuditing = message.isRunning;
      break;
  }
  draw();
}

function take(components: readonly GapReportRow[], all: readonly GapRun[]): void {
  const isFirst = figures === undefined;
  runs = all;
  figures = figuresOf(components);
  table.element.hidden = components.length === 0;
  table.setComponents(components);
  if (!isFirst) return;
  draw();
  main.scrollTop = channel.state.page;
  table.scrollTop = channel.state.table;
}

function figuresOf(components: readonly GapReportRow[]) {
  return {
    totals: totalsOf(components),
    leftOver: leftOverOf(components),
    groups: groupings.map((grouping) => ({ title: grouping.title, groups: groupsOf(components, grouping) })),
  };
}

function keep(): void {
  // Before there are rows nothing is scrolled, and what was kept is still to be used.
  if (!figures) return;
  const { filter, sorting, scrollTop } = table.state;
  channel.keep({ filter, sorting, page: main.scrollTop, table: scrollTop });
}

const audit = (): void => channel.send({ type: 'audit' });

/** Draws what has changed. */
function draw(): void {
  const run = runs.at(-1);
  slots.show([
    { name: 'header', of: [run, isAuditing], draw: () => header({ run, isAuditing, audit }) },
    { name: 'problem', of: problem, draw: () => alert(problem) },
    ...(figures ? reportSlots(figures) : waitingSlots()),
  ]);
}

function reportSlots({ totals, leftOver, groups }: NonNullable<typeof figures>): Slot[] {
  if (totals.components === 0) return [{ name: 'empty', of: [runs.length, isAuditing], draw: emptyView }];
  const showRows: ShowRows = (facets) => table.showRows(facets);
  return [
    { name: 'cards', of: totals, draw: () => cards(totals, showRows) },
    { name: 'status', of: totals, draw: () => statusBar(totals, showRows) },
    { name: 'time', of: runs, draw: () => overTime(runs) },
    {
      name: 'left',
      of: [leftOver.drawing, leftOver.byRisk, leftOver.components.length],
      draw: () => leftOverView(leftOver, showRows),
    },
    {
      name: 'groups',
      of: groups,
      draw: () => [
        element('h2', { text: 'Where It Is Left' }),
        element(
          'div',
          { class: 'groups' },
          ...groups.map(({ title, groups: some }) => groupTable(title, some, showRows)),
        ),
      ],
    },
  ];
}

function waitingSlots(): Slot[] {
  if (problem !== undefined) return [];
  return [
    { name: 'empty', of: 'waiting', draw: () => [element('p', { class: 'description', text: 'Reading the audit…' })] },
  ];
}

function emptyView(): HTMLElement[] {
  const text =
    runs.length === 0
      ? 'There has been no audit yet. An audit compares the C, Python and PowerShell code and the rules of the workspace with its Rust code, and finds what has no counterpart.'
      : 'The last audit has found nothing that would have to be ported.';
  const start = button(isAuditing ? 'Auditing…' : 'Audit the Workspace', audit);
  start.disabled = isAuditing;
  start.dataset['focus'] = 'start';
  return [element('p', { text }), ...(runs.length === 0 ? [start] : [])];
}

function alert(text: string | undefined): HTMLElement[] {
  if (text === undefined) return [];
  const again = button('Try Again', () => channel.send({ type: 'ready' }), 'secondary');
  again.dataset['focus'] = 'again';
  return [element('div', { attributes: { role: 'alert' } }, element('p', { class: 'problem', text }), again)];
}
