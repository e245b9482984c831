/** A bar of parts, as wide as they are many. */
import { element, picture, tip } from './svg.ts';

export interface BarPart {
  /** The class, and what it is called. */
  readonly kind: string;
  readonly name: string;
  readonly count: number;
}

const size = { width: 640, height: 20 };

export function progressBar(parts: readonly BarPart[], title: string): string {
  const all = parts.reduce((sum, { count }) => sum + count, 0);
  let x = 0;
  const drawn = parts.map(({ kind, name, count }) => {
    const width = all === 0 ? 0 : (size.width * count) / all;
    const part = element(
      'rect',
      { x, y: 0, width, height: size.height, class: `bar ${kind}` },
      tip(`${name}: ${count}`),
    );
    x += width;
    return count === 0 ? '' : part;
  });
  return picture(size, title, drawn.join(''));
}
