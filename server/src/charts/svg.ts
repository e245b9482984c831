/** Pictures as text, for pages that are read without scripts and for webviews. Colours are classes: the page has them. */
import { htmlText } from '../common/html.ts';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; `content` is markup. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${typeof value === 'number' ? rounded(value) : htmlText(value)}"`],
  );
  return `<${name}${written.join('')}>${content}</${name}>`;
}

/** `title` is read out, and shown by the pointer. */
export function picture(
  size: { readonly width: number; readonly height: number },
  title: string,
  content: string,
): string {
  const { width, height } = size;
  const attributes = { viewBox: `0 0 ${width} ${height}`, role: 'img', class: 'chart', 'aria-label': title };
  return element('svg', { xmlns: 'http://www.w3.org/2000/svg', ...attributes }, content);
}

export function label(x: number, y: number, said: string, more: Attributes = {}): string {
  return element('text', { x, y, ...more }, htmlText(said));
}

/** For a title inside of an element. */
export function tip(said: string): string {
  return element('title', {}, htmlText(said));
}

function rounded(value: number): string {
  return String(Math.round(value * 100) / 100);
}
