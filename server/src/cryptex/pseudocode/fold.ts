/** What stands for steps that are not shown: how many there are, what they call, branch on and return. */
import { everyStep, type Step } from './steps.ts';

/** `… 14 statements: f, g; 2 × if, 1 × for; return ERROR`. Each call and each control structure is in it. */
export function foldText(steps: readonly Step[]): string {
  const names = new Set<string>();
  const words = new Map<string, number>();
  const leaves = new Set<string>();
  const targets = new Set<string>();
  let count = 0;
  const tell = (told: { names: readonly string[]; choices: readonly string[] }): void => {
    for (const name of told.names) {
      names.add(name);
    }
    for (const choice of told.choices) {
      words.set(choice, (words.get(choice) ?? 0) + 1);
    }
  };
  for (const step of everyStep(steps)) {
    count += 1;
    if (step.kind === 'compound') {
      for (const arm of step.arms) {
        tell(arm);
        if (arm.word !== '') {
          words.set(arm.word, (words.get(arm.word) ?? 0) + 1);
        }
      }
      continue;
    }
    tell(step);
    if (step.kind === 'leave') {
      leaves.add(step.value !== '' && step.value.length <= 32 && step.names.length === 0 ? step.text : step.word);
    } else if (step.role === 'set' && step.target !== undefined && step.target.length <= 24) {
      targets.add(step.target);
    } else if (step.role === 'define' || step.role === 'label') {
      leaves.add(step.text);
    }
  }
  const told = [
    names.size > 0
      ? [...names].join(', ')
      : targets.size > 0 && targets.size <= 4
        ? `set ${[...targets].join(', ')}`
        : '',
    [...words].map(([word, times]) => `${times.toString()} × ${word}`).join(', '),
    [...leaves].join(', '),
  ].filter((part) => part !== '');
  return `… ${count.toString()} ${count === 1 ? 'statement' : 'statements'}${told.length === 0 ? '' : `: ${told.join('; ')}`}`;
}
