/** `--format html`: one self-contained file with charts, readable without scripts; hostile text stays text. */
import { createHash } from 'node:crypto';
import { progressBar } from '../../charts/progress.ts';
import { treemapChart } from '../../charts/treemap.ts';
import { burnDownChart, trendChart, type TrendPoint } from '../../charts/trend.ts';
import { htmlText as text } from '../../common/html.ts';
import type { GapReport, GroupTotals, ReportedComponent, ReportedFunction } from '../../protocol/gapReport.ts';
import { coverage } from '../../protocol/gap.ts';
import { htmlStyle } from './htmlStyle.ts';
import { statusOf } from './report.ts';

const words = { pending: 'pending', in_progress: 'in progress', done: 'done', excluded: 'excluded' } as const;
/** A page is for reading: of a component it shows the first. */
const mostFunctions = 200;

/** `trend`: of the runs that the store has, the oldest first. */
export function htmlReport(report: GapReport, trend: readonly TrendPoint[]): string {
  const hash = createHash('sha256').update(htmlStyle).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const { totals, settings, generator, commit, generated_at } = report;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Gap audit</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>Gap audit</h1>
<div class="cards">
${card(`${totals.coverage} %`, `of ${totals.functions} functions ported to ${settings.target}`)}
${card(`${totals.line_coverage} %`, `of ${totals.lines} lines`)}
${card(String(totals.bound), 'functions called through FFI')}
${card(String(totals.drifted), 'components drifted')}
</div>
${statusBar(report)}
</header>
<main>
${section('Over time', { 'Functions ported': trendChart(trend, 'functions'), 'Functions left': burnDownChart(trend, 'functions') })}
${section('What is left, by lines and risk', { 'The redder, the riskier': treemapChart(tiles(report), 'Components that are left, by lines') })}
${groupTable('By language', report.by_language)}
${groupTable('By folder', report.by_folder)}
${groupTable('By responsible', report.by_responsible)}
${componentTable(report.components)}
${leftOut(report)}
</main>
<footer>
<p>${text(`${generator.name} ${generator.version}, ${generated_at}${commit === null ? '' : `, commit ${commit}`}`)}</p>
</footer>
</body>
</html>
`;
}

function card(figure: string, said: string): string {
  return `<div><div class="total">${text(figure)}</div><p>${text(said)}</p></div>`;
}

function statusBar({ totals }: GapReport): string {
  const parts = [
    { kind: 'done', name: 'done', count: totals.done },
    { kind: 'in_progress', name: 'in progress', count: totals.inProgress },
    { kind: 'pending', name: 'pending', count: totals.pending },
    { kind: 'excluded', name: 'excluded', count: totals.excluded },
  ];
  const legend = parts.map(({ kind, name, count }) => `<li class="${kind}">${text(`${count} ${name}`)}</li>`).join('');
  return `${progressBar(parts, 'Components by status')}\n<ul class="legend">${legend}</ul>`;
}

/** Nothing where none of the charts has anything to show. */
function section(title: string, charts: Readonly<Record<string, string>>): string {
  const shown = Object.entries(charts).filter(([, chart]) => chart !== '');
  if (shown.length === 0) return '';
  const figures = shown.map(([caption, chart]) => `<figure>${chart}<figcaption>${text(caption)}</figcaption></figure>`);
  return `<section>\n<h2>${text(title)}</h2>\n<div class="charts">${figures.join('\n')}</div>\n</section>`;
}

function tiles({ components }: GapReport) {
  return components
    .filter((one) => statusOf(one) !== 'excluded')
    .map(({ component: name, lines, ported_lines, risk }) => ({ name, lines: lines - ported_lines, risk }));
}

function groupTable(title: string, groups: readonly GroupTotals[]): string {
  if (groups.length < 2) return '';
  const rows = groups.map(
    ({ name, components, done, functions, ported, lines, portedLines }) =>
      `<tr><td>${text(name === '' ? 'nobody' : name)}</td>${numbers([components, done])}` +
      `${numbers([`${coverage(ported, functions)} %`, `${coverage(portedLines, lines)} %`])}</tr>`,
  );
  const head = ['components', 'done', 'functions', 'lines'].map(
    (name) => `<th scope="col" class="number">${name}</th>`,
  );
  return `<section>\n<h2>${text(title)}</h2>\n<table>\n<thead><tr><th scope="col"></th>${head.join('')}</tr></thead>\n<tbody>\n${rows.join('\n')}\n</tbody>\n</table>\n</section>`;
}

function componentTable(components: readonly ReportedComponent[]): string {
  if (components.length === 0) return '<p>There is nothing to port.</p>';
  const head = ['Component', 'Status', 'Functions', 'Lines', 'Risk', 'Responsible']
    .map((name) => `<th scope="col"${name === 'Functions' || name === 'Lines' ? ' class="number"' : ''}>${name}</th>`)
    .join('');
  return `<section>\n<h2>Components</h2>\n<table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${components.map(componentRow).join('')}</tbody>\n</table>\n</section>`;
}

function componentRow(one: ReportedComponent): string {
  const status = statusOf(one);
  const said = [...one.evidence, ...(one.note === undefined ? [] : [one.note])];
  const shown = one.details.slice(0, mostFunctions);
  const more = one.details.length - shown.length;
  const functions = `<ul class="evidence">${shown.map(functionItem).join('')}${more > 0 ? `<li>${more} more</li>` : ''}</ul>`;
  return (
    `<tr><td><details><summary><code>${text(one.component)}</code></summary>` +
    `<p>${text(said.join('; '))}${one.ports.length > 0 ? `<br>${text(`Port: ${one.ports.join(', ')}`)}` : ''}</p>${functions}</details></td>` +
    `<td class="status ${status}">${words[status]}${one.drifted ? ', drifted' : ''}</td>` +
    numbers([`${one.ported_functions} of ${one.functions}`, `${one.line_coverage} %`]) +
    `<td>${one.risk}</td><td>${text(one.responsible ?? '')}</td></tr>\n`
  );
}

function functionItem({ function: name, state, port, score, reasons, drifted }: ReportedFunction): string {
  const to =
    port === undefined ? '' : ` → <code>${text(port)}</code>${score === undefined ? '' : ` (${score.toFixed(2)})`}`;
  const why = reasons.length === 0 ? '' : `: ${text(reasons.join('; '))}`;
  return `<li><code>${text(name)}</code> ${state}${drifted ? ', drifted' : ''}${to}${why}</li>`;
}

function leftOut({ left_out, problems }: GapReport): string {
  const files = left_out.map(({ path, reason }) => `<li><code>${text(path)}</code>: ${text(reason)}</li>`);
  const told = problems.map(
    ({ file, line, message }) =>
      `<li><code>${text(line === undefined ? file : `${file}:${line}`)}</code>: ${text(message)}</li>`,
  );
  const list = (title: string, items: readonly string[]): string =>
    items.length === 0
      ? ''
      : `<details><summary>${text(`${items.length} ${title}`)}</summary>\n<ul>${items.join('\n')}</ul></details>`;
  return `${list('files are left out', files)}\n${list('problems', told)}`;
}

function numbers(values: readonly (string | number)[]): string {
  return values.map((value) => `<td class="number">${value}</td>`).join('');
}
