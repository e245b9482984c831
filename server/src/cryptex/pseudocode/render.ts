/** The pseudocode of a definition. */
import type { FoundDefinition } from '../languages/language.ts';
import { foldText } from './fold.ts';
import { armLines, layout } from './layout.ts';
import type { Notation } from './notation.ts';
import { outlineOf } from './outline.ts';
import type { Arm, Step } from './steps.ts';

/** Of the lines of a body, the part that its pseudocode may have; where it has more, it is folded. */
const SHARE = 0.36;
/** Pseudocode of fewer lines is never folded. */
const ENOUGH = 7;
/** With so many lines, statements that are not in a block are folded as well. */
const LONG = 14;
/** Pseudocode with more lines is of no help. */
const MOST = 80;

/** The pseudocode of a definition; `text` is that of its whole file. Empty where there is nothing to run. */
export function renderPseudocode(found: FoundDefinition, notation: Notation, text: string): string {
  return renderSteps(outlineOf(found, notation, text), linesOf(found));
}

/** Lines of what a definition's pseudocode stands for. */
export function linesOf(found: FoundDefinition): number {
  const { startPosition, endPosition } = found.body ?? found.node;
  return endPosition.row - startPosition.row + 1;
}

/**
 * Steps as text, folded until it has a third of the body's lines: the innermost and longest blocks first. Nothing to do
 * gives an empty text.
 */
export function renderSteps(steps: readonly Step[], bodyLines: number): string {
  const budget = Math.min(Math.max(Math.floor(bodyLines * SHARE), ENOUGH), MOST);
  const folded = new Set<Arm>();
  let lines = layout(steps, folded);
  if (lines.length <= budget) {
    return lines.join('\n');
  }
  const levels = levelsOf(steps);
  for (let depth = levels.length - 1; depth >= 0 && lines.length > budget; depth -= 1) {
    let excess = lines.length - budget;
    const arms = (levels[depth] ?? []).map((arm) => ({ arm, lines: armLines(arm, depth) }));
    for (const { arm, lines: own } of arms.filter((each) => each.lines > 2).sort((a, b) => b.lines - a.lines)) {
      if (excess <= 0) {
        break;
      }
      folded.add(arm);
      excess -= own - 1;
    }
    lines = layout(steps, folded);
  }
  return (lines.length > Math.max(budget * 1.5, LONG) ? condensed(steps, folded, budget) : lines).join('\n');
}

/** Arms by their depth, the outermost first; those inside of an expression's line are not among them. */
function levelsOf(steps: readonly Step[]): Arm[][] {
  const levels: Arm[][] = [];
  let level: readonly Step[] = steps;
  while (level.length > 0) {
    const arms = level.flatMap((step) => (step.kind === 'compound' ? step.arms : []));
    if (arms.length > 0) {
      levels.push(arms);
    }
    level = arms.flatMap((arm) => arm.steps);
  }
  return levels;
}

/** The first and last lines, and between them one for all other steps. */
function condensed(steps: readonly Step[], folded: ReadonlySet<Arm>, budget: number): string[] {
  const sizes = steps.map((step) => layout([step], folded).length);
  let first = 0;
  let last = steps.length;
  let left = budget - 1;
  while (first < last && (sizes[first] ?? 0) <= left / 2) {
    left -= sizes[first] ?? 0;
    first += 1;
  }
  while (last > first && (sizes[last - 1] ?? 0) <= left) {
    left -= sizes[last - 1] ?? 0;
    last -= 1;
  }
  const middle = steps.slice(first, last);
  return [
    ...layout(steps.slice(0, first), folded),
    ...(middle.length === 0 ? [] : [foldText(middle)]),
    ...layout(steps.slice(last), folded),
  ];
}
