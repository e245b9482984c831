/** Text as HTML and SVG show it. */
import { escapeText } from './escape.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** No markup, and nothing that is invisible or turns the line around. */
export function htmlText(value: string): string {
  return escapeText(value).replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
