/** Builds elements. Text only ever becomes text: nothing here takes mark-up. */

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

const hidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Control characters, and those that hide or reorder text, as visible escapes; long text is cut in the middle. */
export function visible(text: string, limit = 1000): string {
  const cut = text.length > limit ? `${text.slice(0, limit / 2)}…${text.slice(text.length - limit / 2)}` : text;
  return cut.replace(hidden, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16).toUpperCase()}}`);
}

export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}
