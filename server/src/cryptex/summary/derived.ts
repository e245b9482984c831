/** A sentence on what a body does, made from its steps. */
import type { Step } from '../pseudocode/steps.ts';
import { fitting } from './clauses.ts';
import { clausesOf } from './deeds.ts';
import { capitalized, cutAtWord, LONGEST } from './words.ts';

/** At most 160 characters; `name` is the definition's own. A body that does nothing says so. */
export function derivedSentence(steps: readonly Step[], name: string): string {
  const [only, ...more] = steps.filter((step) => step.kind !== 'act' || step.role !== 'log');
  if (only === undefined) {
    return steps.length === 0 ? 'Does nothing.' : 'Only writes to the log.';
  }
  if (more.length === 0 && only.kind !== 'compound') {
    return sentence([single(only)]);
  }
  const clauses = fitting(clausesOf(steps, name), LONGEST);
  return sentence(clauses.length > 0 ? clauses : [fallback(steps)]);
}

/** A body of one statement says itself. */
function single(step: Exclude<Step, { kind: 'compound' }>): string {
  if (step.kind === 'leave') {
    return step.value === '' ? `only ${step.word}s` : `${step.word}s ${step.value}`;
  }
  switch (step.role) {
    case 'set':
      return `sets ${step.text.replace(' ← ', ' to ')}`;
    case 'call':
      return `calls ${step.text}`;
    case 'define':
      return `defines ${step.target ?? ''}`;
    case 'log':
    case 'label':
    case 'other':
      return `does only ${step.text}`;
  }
}

function fallback(steps: readonly Step[]): string {
  return `does ${steps.map((step) => (step.kind === 'compound' ? (step.arms[0]?.head ?? '') : step.text)).join('; ')}`;
}

function sentence(clauses: readonly string[]): string {
  const last = clauses.at(-1) ?? '';
  const text = clauses.length === 1 ? last : `${clauses.slice(0, -1).join(', ')} and ${last}`;
  const cut = cutAtWord(capitalized(text.trim()), LONGEST - 1);
  return /[.…]$/.test(cut) ? cut : `${cut}.`;
}
