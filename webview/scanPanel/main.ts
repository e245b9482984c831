/** The page of the Scan view: puts its parts together and hands messages to them. */
import * as v from 'valibot';
import { FromScanPanel, ToScanPanel, type PanelState } from '../../server/src/protocol/webview.ts';
import { openChannel } from '../shared/channel.ts';
import { button, element, setText } from '../shared/elements.ts';
import { select } from '../shared/select.ts';
import { fileName, number, plural } from '../shared/text.ts';
import { DetailsView } from './details.ts';
import { BarChart } from './barChart.ts';
import { takeDrops } from './dropTarget.ts';
import { Header } from './header.ts';
import { ResultList, type ListOptions } from './resultList.ts';
import { ResultTree } from './resultTree.ts';

/** Milliseconds between two arrangements of a list that grows. */
const pace = 150;
const chartedRules = 10;

const Options = v.object({
  grouping: v.picklist(['file', 'rule', 'tag']),
  sorting: v.picklist(['found', 'name', 'matches']),
  filter: v.string(),
});

const channel = openChannel({
  incoming: ToScanPanel,
  outgoing: FromScanPanel,
  state: Options,
  initial: { grouping: 'file', sorting: 'name', filter: '' },
  receive,
});
let options: ListOptions = channel.state;
let scan = -1;
let phase: PanelState['phase'] = 'none';
let slowest: PanelState['slowest'] = [];
let timer: number | undefined;
let chosen = -1;

const results = new ResultList(options);
const header = new Header((action) => channel.send({ type: 'do', action }));
const tree = new ResultTree(results, (result) => {
  chosen = result;
  channel.send({ type: 'details', scan, result });
});
const details = new DetailsView({
  openRule: (pattern) =>
    channel.send({ type: 'open-rule', scan, result: chosen, ...(pattern !== undefined && { pattern }) }),
  askContext: (place) => channel.send({ type: 'context', place }),
  openFile: (place) => channel.send({ type: 'open-file', place }),
});
const ruleChart = new BarChart('Matches by Rule', () =>
  results.topRules(chartedRules).map(({ rule: { rule }, results: amount }) => {
    return { label: rule, title: rule, amount, text: plural(amount, 'file', 'files') };
  }),
);
const slowChart = new BarChart('Slow Files', () =>
  slowest.map(({ path, milliseconds }) => {
    return { label: fileName(path), title: path, amount: milliseconds, text: `${number(Math.round(milliseconds))} ms` };
  }),
);
const shown = element('span', { class: 'description' });
const filter = element('input', {
  attributes: { type: 'search', placeholder: 'Filter by path, rule or tag', 'aria-label': 'Filter results' },
});
filter.value = options.filter;
filter.addEventListener('input', () => setOptions({ ...options, filter: filter.value }));
const toolbar = element(
  'div',
  { class: 'toolbar' },
  filter,
  select('Group by', { file: 'By File', rule: 'By Rule', tag: 'By Tag' }, options.grouping, (grouping) =>
    setOptions({ ...options, grouping }),
  ),
  select('Sort by', { name: 'By Name', matches: 'Most Matches', found: 'As Found' }, options.sorting, (sorting) =>
    setOptions({ ...options, sorting }),
  ),
  button(
    'Collapse',
    () => {
      results.collapseAll();
      draw();
    },
    'secondary',
  ),
  shown,
);
document.body.append(
  element('main', {}, header.element, toolbar, tree.element, details.element, ruleChart.element, slowChart.element),
);
takeDrops((addresses) => channel.send({ type: 'drop', addresses }));
draw();
channel.send({ type: 'ready' });

function receive(message: ToScanPanel): void {
  switch (message.type) {
    case 'state':
      if (message.state.scan !== scan) begin(message.state.scan);
      phase = message.state.phase;
      slowest = message.state.slowest;
      slowChart.update();
      header.update(message.state);
      drawFrame();
      break;
    case 'results':
      // One batch a frame: however fast they come, the page stays smooth.
      requestAnimationFrame(() => channel.send({ type: 'taken' }));
      if (message.results.scan === scan) {
        results.add(message.results);
        timer ??= window.setTimeout(arrange, pace);
      }
      break;
    case 'details':
      if (message.details.scan === scan && message.details.result === chosen) details.show(message.details);
      break;
    case 'context':
      details.showContext(message.context);
      break;
  }
}

function begin(next: number): void {
  scan = next;
  chosen = -1;
  results.clear();
  details.clear();
  draw();
}

function arrange(): void {
  timer = undefined;
  results.arrange();
  draw();
}

function draw(): void {
  tree.update();
  ruleChart.update();
  drawFrame();
}

/** What is there at all depends on whether there is anything to show. */
function drawFrame(): void {
  const isEmpty = results.rows.length + results.remarks.length === 0;
  toolbar.hidden = tree.element.hidden = isEmpty;
  ruleChart.element.hidden = results.rows.length === 0;
  slowChart.element.hidden = slowest.length === 0;
  document.body.dataset['phase'] = phase;
  const all = results.rows.length;
  setText(
    shown,
    results.shown === all ? plural(all, 'result', 'results') : `${number(results.shown)} of ${number(all)} results`,
  );
}

function setOptions(next: ListOptions): void {
  options = next;
  channel.keep(options);
  results.setOptions(options);
  draw();
}
