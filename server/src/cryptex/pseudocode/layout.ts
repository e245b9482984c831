/** Steps as indented lines: statements that follow each other share a line, short blocks stand behind their head. */
import { foldText } from './fold.ts';
import type { Act, Arm, Compound, Step } from './steps.ts';

/** Characters of a line with its indentation; one long statement may need more. */
const WIDTH = 112;

/** Lines of the steps. The arms in `folded` get one line that says what is in them. */
export function layout(steps: readonly Step[], folded: ReadonlySet<Arm>, depth = 0): string[] {
  const indent = '  '.repeat(depth);
  const room = WIDTH - indent.length;
  const lines: string[] = [];
  let line = '';
  const add = (step: string): void => {
    const text = unopened(step);
    if (line !== '' && line.length + 2 + text.length <= room) {
      line += `; ${text}`;
    } else {
      flush();
      line = text;
    }
  };
  const flush = (): void => {
    if (line !== '') {
      lines.push(indent + line);
      line = '';
    }
  };
  for (const step of withoutRepeats(steps)) {
    if (step.kind !== 'compound') {
      if (step.kind === 'act' && step.role === 'label') {
        flush();
      }
      add(step.text);
      continue;
    }
    if (step.arms[0]?.word !== 'if') {
      flush();
    }
    const short = step.arms.some((arm) => folded.has(arm)) ? undefined : onOneLine(step, room);
    if (short !== undefined) {
      add(short);
      flush();
      continue;
    }
    flush();
    lines.push(...blockLines(step, folded, depth));
  }
  flush();
  return lines;
}

/** The lines of an arm under its head. */
export function armLines(arm: Arm, depth: number): number {
  return inline(arm.steps, WIDTH - 2 * depth - arm.head.length - 2) === undefined
    ? 1 + layout(arm.steps, new Set(), depth + 1).length
    : 1;
}

function blockLines(compound: Compound, folded: ReadonlySet<Arm>, depth: number): string[] {
  const indent = '  '.repeat(depth);
  const lines: string[] = [];
  let isOpen = false;
  for (const [index, arm] of compound.arms.entries()) {
    if (compound.isSwitch === true && index === 0) {
      lines.push(`${indent}${unopened(arm.head)}:`);
      isOpen = true;
      continue;
    }
    const body = folded.has(arm) ? foldText(arm.steps) : inline(arm.steps, WIDTH - indent.length - arm.head.length - 2);
    if (body !== undefined) {
      lines.push(`${indent}${arm.head}: ${body}`);
      isOpen = compound.isSwitch === true;
      continue;
    }
    lines.push(`${indent}${unopened(arm.head)}:`, ...layout(arm.steps, folded, depth + 1));
    isOpen = true;
  }
  if (isOpen) {
    lines.push(`${indent}end`);
  }
  return lines;
}

/** All of a compound on one line: `if x: return y`, `if x: a else: b`. */
function onOneLine(compound: Compound, room: number): string | undefined {
  const [first, second, ...more] = compound.arms;
  if (room <= 0 || first === undefined || more.length > 0 || compound.isSwitch === true) {
    return undefined;
  }
  if (second === undefined) {
    const body = inline(first.steps, room - first.head.length - 2);
    return body === undefined ? undefined : `${first.head}: ${body}`;
  }
  const bodies = [first, second].map((arm) =>
    arm.steps.some((step) => step.kind === 'compound') ? undefined : inline(arm.steps, room),
  );
  if (bodies.includes(undefined) || second.head !== 'else') {
    return undefined;
  }
  const line = `${first.head}: ${bodies[0] ?? ''} ${second.head}: ${bodies[1] ?? ''}`;
  return line.length <= room ? line : undefined;
}

/** Steps on one line, where they fit; only the last one may hold others, so that it is clear where they belong. */
function inline(steps: readonly Step[], room: number): string | undefined {
  if (steps.length === 0) {
    return 'nothing';
  }
  let line = '';
  const told = withoutRepeats(steps);
  for (const [index, step] of told.entries()) {
    let text: string | undefined;
    if (step.kind !== 'compound') {
      text = unopened(step.text);
    } else if (index === told.length - 1 && step.arms.length === 1) {
      text = onOneLine(step, room - line.length - 2);
    }
    if (text === undefined) {
      return undefined;
    }
    line = line === '' ? text : `${line}; ${text}`;
    if (line.length > room) {
      return undefined;
    }
  }
  return line;
}

/** Neighbouring messages to a log are one, and neighbouring definitions as well. */
function withoutRepeats(steps: readonly Step[]): readonly Step[] {
  const kept: Step[] = [];
  let run: Act[] = [];
  const close = (): void => {
    const [first] = run;
    if (first !== undefined) {
      kept.push({
        ...first,
        text: first.role === 'log' ? logText(run) : `define ${run.map((act) => act.target).join(', ')}`,
      });
    }
    run = [];
  };
  for (const step of steps) {
    const isRun = step.kind === 'act' && (step.role === 'log' || step.role === 'define');
    if (isRun && run.length > 0 && run[0]?.role === step.role) {
      run.push(step);
      continue;
    }
    close();
    if (isRun) {
      run = [step];
    } else {
      kept.push(step);
    }
  }
  close();
  return kept;
}

/** A line that ends in a colon would open a block. */
function unopened(text: string): string {
  return text.endsWith(':') ? text.replace(/[:\s]+$/, '') : text;
}

function logText(run: readonly Act[]): string {
  const names = new Set<string>();
  for (const act of run) {
    names.add(act.text);
    const [, ...inside] = act.names;
    for (const name of inside) {
      names.add(name);
    }
  }
  return `log ${[...names].join(', ')}${run.length > 1 ? ` × ${run.length.toString()}` : ''}`;
}
