/** Builds elements. Text only ever becomes text: nothing here takes mark-up. */
import { visible } from './text.ts';

export interface ElementOptions {
  readonly class?: string;
  readonly text?: string;
  readonly title?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: ElementOptions = {},
  ...children: readonly Node[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  if (options.class !== undefined) made.className = options.class;
  if (options.text !== undefined) made.textContent = visible(options.text);
  if (options.title !== undefined) made.title = visible(options.title);
  for (const [name, value] of Object.entries(options.attributes ?? {})) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

export function button(text: string, act: () => void, look = ''): HTMLButtonElement {
  const made = element('button', { class: look, text, attributes: { type: 'button' } });
  made.addEventListener('click', act);
  return made;
}

export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
