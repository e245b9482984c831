/** What a body does, step by step: what pseudocode and derived summaries are made from. */

/** The calls of a step by name in the order of the source, and the choices inside its expressions by their word. */
export interface Told {
  readonly names: readonly string[];
  readonly choices: readonly string[];
}

/** A statement that goes on to the next one. */
export interface Act extends Told {
  readonly kind: 'act';
  /** What it does: gives a value, calls, logs, defines something with a name, marks a place to jump to. */
  readonly role: 'set' | 'call' | 'log' | 'define' | 'label' | 'other';
  readonly text: string;
  /** What is given a value. */
  readonly target?: string;
}

/** A statement that goes elsewhere: return, throw, break, continue, goto. */
export interface Leave extends Told {
  readonly kind: 'leave';
  readonly word: string;
  readonly value: string;
  readonly text: string;
}

/** One way of a compound: `if x`, `else`, `case 1`, `catch Error`. */
export interface Arm extends Told {
  /** What names it where it is folded; empty for an `else`, which belongs to its `if`. */
  readonly word: string;
  readonly head: string;
  readonly steps: readonly Step[];
}

/** A statement that holds others. */
export interface Compound {
  readonly kind: 'compound';
  /** At least one. */
  readonly arms: readonly Arm[];
  /** The first arm only heads the others, as a switch does. */
  readonly isSwitch?: boolean;
}

export type Step = Act | Leave | Compound;

export const NOTHING_TOLD: Told = { names: [], choices: [] };

/** All steps, those inside of others too, from the first to the last. Depth costs no stack. */
export function* everyStep(steps: readonly Step[]): Generator<Step> {
  const waiting: Step[] = [...steps].reverse();
  for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
    yield step;
    if (step.kind === 'compound') {
      for (const arm of [...step.arms].reverse()) {
        waiting.push(...[...arm.steps].reverse());
      }
    }
  }
}
