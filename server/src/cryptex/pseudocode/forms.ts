/** Forms of statements that languages share: each makes the steps of a statement from the fields of its node. */
import type { Form } from './notation.ts';
import { childCalled, childOf, childrenOf, namedChildren, type Part } from './part.ts';
import { ROOM, type Phrasing } from './phrase.ts';
import { type Act, type Arm, type Compound, NOTHING_TOLD, type Step } from './steps.ts';

/** The steps of any part that stands where a statement may stand. */
export function stepsOf(part: Part | undefined, phrasing: Phrasing): readonly Step[] {
  if (part?.isNamed !== true) {
    return [];
  }
  const { definitions, effects, statements } = phrasing.notation;
  const nameField = definitions[part.type];
  if (nameField !== undefined) {
    return [defined(part, nameField, phrasing)];
  }
  const form = statements[part.type] ?? effects[part.type];
  return form === undefined ? expressionSteps(part, phrasing) : phrasing.within(part, () => form(part, phrasing));
}

/** The steps of all statements among the children of a part. */
export const block: Form = (part, phrasing) => part.children.flatMap((child) => stepsOf(child, phrasing));

/** A statement that does nothing. */
export const nothing: Form = () => [];

/** A statement whose only child says it all. */
export const same: Form = (part, phrasing) => namedChildren(part).flatMap((child) => stepsOf(child, phrasing));

/** An expression that is a statement: a call, or something else that has an effect. */
export function expressionSteps(part: Part, phrasing: Phrasing, before = ''): readonly Step[] {
  const callee = phrasing.notation.calls[part.type]?.(part);
  const logged = callee === undefined ? undefined : phrasing.between(callee.start, callee.end);
  if (logged !== undefined && before === '' && phrasing.notation.logs.test(logged)) {
    return [{ kind: 'act', role: 'log', text: logged, ...phrasing.told(part) }];
  }
  const { text, closures } = phrasing.phraseWithClosures(part, callee === undefined ? ROOM : ROOM + 16);
  if (closures.length > 0) {
    return [withClosures(before + text, part, closures, phrasing)];
  }
  if (before === '' && !part.isTelling && phrasing.notation.givesValues !== true && /^[\p{L}\p{N}_$.]*$/u.test(text)) {
    return [];
  }
  return [{ kind: 'act', role: callee === undefined ? 'other' : 'call', text: before + text, ...phrasing.told(part) }];
}

/** A line with functions in it whose bodies are blocks under it. */
export function withClosures(text: string, part: Part, closures: readonly Part[], phrasing: Phrasing): Compound {
  return {
    kind: 'compound',
    arms: closures.map((closure, index) => ({
      word: '',
      head: index === 0 ? text : 'and',
      ...(index === 0 ? phrasing.told(part, closures) : NOTHING_TOLD),
      steps: bodySteps(closure, phrasing),
    })),
  };
}

/** The body of a function: its statements, or the expression that it returns. */
export function bodySteps(body: Part, phrasing: Phrasing): readonly Step[] {
  return Object.hasOwn(phrasing.notation.statements, body.type)
    ? stepsOf(body, phrasing)
    : leaveSteps('return', body, phrasing);
}

/** `target ← value`; where the value is a statement itself, as `match` is, its first line begins so. */
export function assigned(target: Part, operator: string, value: Part, phrasing: Phrasing): readonly Step[] {
  const name = phrasing.phrase(target, 40);
  return valueSteps(`${name} ${operator} `, value, phrasing).map((step) =>
    step.kind === 'act' ? withTarget(step, name, target, phrasing) : step,
  );
}

function withTarget(step: Act, name: string, target: Part, phrasing: Phrasing): Act {
  const told = phrasing.told(target);
  return {
    ...step,
    role: 'set',
    target: name,
    names: [...told.names, ...step.names],
    choices: [...told.choices, ...step.choices],
  };
}

/** A value behind the beginning of a line. */
export function valueSteps(before: string, value: Part, phrasing: Phrasing): readonly Step[] {
  const form = phrasing.notation.statements[value.type];
  if (form !== undefined) {
    const steps = form(value, phrasing);
    const [first, ...rest] = steps;
    const [arm, ...arms] = first?.kind === 'compound' ? first.arms : [];
    if (first?.kind === 'compound' && arm !== undefined) {
      return [{ ...first, arms: [{ ...arm, head: before + arm.head }, ...arms] }, ...rest];
    }
    if (first?.kind === 'act' && steps.length === 1) {
      return [{ ...first, text: before + first.text }];
    }
  }
  return expressionSteps(value, phrasing, before);
}

/** A statement that goes elsewhere, with what it takes along. */
export function leaveSteps(word: string, value: Part | undefined, phrasing: Phrasing): readonly Step[] {
  if (value === undefined) {
    return [{ kind: 'leave', word, value: '', text: word, ...NOTHING_TOLD }];
  }
  if (Object.hasOwn(phrasing.notation.statements, value.type)) {
    return valueSteps(`${word} `, value, phrasing);
  }
  const { text, closures } = phrasing.phraseWithClosures(unparenthesized(value));
  return closures.length > 0
    ? [withClosures(`${word} ${text}`, value, closures, phrasing)]
    : [{ kind: 'leave', word, value: text, text: `${word} ${text}`.trim(), ...phrasing.told(value) }];
}

/** `return x` and its like: the word, and the named child that it takes along. */
export function leaving(word: string): Form {
  return (part, phrasing) => leaveSteps(word, namedChildren(part)[0], phrasing);
}

/** A definition inside a body. */
function defined(part: Part, nameField: string, phrasing: Phrasing): Step {
  const name = childCalled(part, nameField);
  const text = name === undefined ? 'something' : phrasing.between(name.start, name.end).replace(/\(.*$/, '');
  return { kind: 'act', role: 'define', text: `define ${text}`, target: text, ...NOTHING_TOLD };
}

/** What is inside of the parentheses of a condition. */
export function unparenthesized(part: Part): Part {
  let inner = part;
  for (;;) {
    const [opening, only, closing] = inner.children;
    if (inner.children.length !== 3 || opening?.type !== '(' || closing?.type !== ')' || only?.isNamed !== true) {
      return inner;
    }
    inner = only;
  }
}

/** The text of a condition without its parentheses, looked into or not. */
export function condition(part: Part | undefined, phrasing: Phrasing): string {
  if (part === undefined) {
    return '';
  }
  const inner = unparenthesized(part);
  const text = phrasing.phrase(inner, 88);
  return inner === part && /^\([^()]*\)$/.test(text) ? text.slice(1, -1).trim() : text;
}

/** An arm with a condition or another expression after its word. */
export function armOf(
  word: string,
  part: Part | undefined,
  body: readonly Step[],
  phrasing: Phrasing,
  count = word,
): Arm {
  return { word: count, head: `${word} ${condition(part, phrasing)}`.trim(), ...phrasing.told(part), steps: body };
}

export interface IfFields {
  readonly condition: string;
  readonly then: string;
  /** Of all further ways: an `else`, or clauses of type `elseIf`. */
  readonly otherwise: string;
  /** Type of a clause with a condition of its own. */
  readonly elseIf?: string;
}

/** A branch, and those of its `else if`, in one compound. Depth of `else if` costs no stack. */
export function branch(fields: IfFields): Form {
  return (part, phrasing) => {
    const arms: Arm[] = [];
    let at: Part | undefined = part;
    while (at !== undefined) {
      const word: string = arms.length === 0 ? 'if' : 'else if';
      arms.push(
        armOf(word, childOf(at, fields.condition), stepsOf(childOf(at, fields.then), phrasing), phrasing, 'if'),
      );
      const others: Part[] = childrenOf(at, fields.otherwise);
      at = undefined;
      for (const other of others) {
        if (other.type === fields.elseIf) {
          arms.push(
            armOf(
              'else if',
              childOf(other, fields.condition),
              stepsOf(childOf(other, fields.then), phrasing),
              phrasing,
              'if',
            ),
          );
          continue;
        }
        const [only, ...more] = other.type === part.type ? [other] : namedChildren(other);
        if (only?.type === part.type && more.length === 0) {
          at = only;
        } else {
          arms.push({ word: '', head: 'else', ...NOTHING_TOLD, steps: elseSteps(other, phrasing) });
        }
      }
    }
    return [{ kind: 'compound', arms }];
  };
}

function elseSteps(part: Part, phrasing: Phrasing): readonly Step[] {
  const { statements } = phrasing.notation;
  return Object.hasOwn(statements, part.type) ? stepsOf(part, phrasing) : block(part, phrasing);
}

/** A loop with a condition; one whose condition is always true is a `loop`. */
export function loopWhile(word: string, fields: { readonly condition: string; readonly body: string }): Form {
  return (part, phrasing) => {
    const steps = stepsOf(childOf(part, fields.body), phrasing);
    const arm = armOf(word, childOf(part, fields.condition), steps, phrasing, word.split(' ')[0]);
    return [
      {
        kind: 'compound',
        arms: [/^while (?:1|true|True|\$true)$/i.test(arm.head) ? { ...arm, word: 'loop', head: 'loop' } : arm],
      },
    ];
  };
}
