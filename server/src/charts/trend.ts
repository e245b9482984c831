/** Over the runs: how much is ported, and how much is left. */
import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, line } from 'd3-shape';
import { element, label, picture, tip } from './svg.ts';

export interface TrendPoint {
  /** ISO 8601. */
  readonly at: string;
  readonly ported: number;
  readonly all: number;
}

const size = { width: 640, height: 220 };
const margin = { top: 16, right: 16, bottom: 28, left: 48 };

/** Ported out of all, as areas; empty below two points. */
export function trendChart(points: readonly TrendPoint[], unit: string): string {
  return chart(points, `${unit} ported over time`, (one) => [
    { kind: 'all', value: one.all },
    { kind: 'done', value: one.ported },
  ]);
}

/** What is left; empty below two points. */
export function burnDownChart(points: readonly TrendPoint[], unit: string): string {
  return chart(points, `${unit} left over time`, (one) => [{ kind: 'pending', value: one.all - one.ported }]);
}

interface Series {
  readonly kind: string;
  readonly value: number;
}

function chart(
  points: readonly TrendPoint[],
  title: string,
  seriesOf: (point: TrendPoint) => readonly Series[],
): string {
  const known = points.filter(({ at }) => !Number.isNaN(Date.parse(at)));
  const [first, last] = [known[0], known.at(-1)];
  if (!first || !last || known.length < 2) return '';
  const x = scaleUtc([new Date(first.at), new Date(last.at)], [margin.left, size.width - margin.right]);
  const most = Math.max(1, ...known.flatMap((point) => seriesOf(point).map(({ value }) => value)));
  const y = scaleLinear([0, most], [size.height - margin.bottom, margin.top]).nice();
  const rows = y
    .ticks(4)
    .map((tick) =>
      element(
        'g',
        { class: 'tick' },
        element('line', { x1: margin.left, x2: size.width - margin.right, y1: y(tick), y2: y(tick) }) +
          label(margin.left - 6, y(tick) + 4, String(tick), { 'text-anchor': 'end' }),
      ),
    );
  const format = x.tickFormat(5);
  // Parts of minutes, of audits that came in a row, tell nobody anything.
  const whole = x.ticks(5).filter((tick) => tick.getTime() % 60_000 === 0);
  const dates = whole.map((tick) => label(x(tick), size.height - 8, format(tick), { 'text-anchor': 'middle' }));
  const count = seriesOf(first).length;
  const shapes = Array.from({ length: count }, (_, index) => {
    const series = known.map((point) => ({ point, ...(seriesOf(point)[index] ?? { kind: '', value: 0 }) }));
    const at = ({ point }: (typeof series)[number]): number => x(new Date(point.at));
    const kind = series[0]?.kind ?? '';
    const filled = area<(typeof series)[number]>(at, y(0), ({ value }) => y(value))(series) ?? '';
    const drawn = line<(typeof series)[number]>(at, ({ value }) => y(value))(series) ?? '';
    const dots = series.map((one) =>
      element(
        'circle',
        { cx: at(one), cy: y(one.value), r: 3, class: `dot ${kind}` },
        tip(`${one.point.at}: ${one.value}`),
      ),
    );
    return (
      element('path', { d: filled, class: `area ${kind}` }) +
      element('path', { d: drawn, class: `line ${kind}` }) +
      dots.join('')
    );
  });
  return picture(size, title, rows.join('') + dates.join('') + shapes.join(''));
}
