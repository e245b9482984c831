/** A choice of one of a few. */
import { element } from './elements.ts';

/** `texts` are in the order of the list. */
export function select<T extends string>(
  label: string,
  texts: Readonly<Record<T, string>>,
  value: T,
  change: (value: T) => void,
): HTMLSelectElement {
  const made = element('select', { attributes: { 'aria-label': label } });
  const values = Object.keys(texts) as T[];
  made.append(...values.map((one) => element('option', { text: texts[one], attributes: { value: one } })));
  made.value = value;
  made.addEventListener('change', () => {
    const picked = values[made.selectedIndex];
    if (picked !== undefined) change(picked);
  });
  return made;
}
