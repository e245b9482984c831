/** How Python reads as pseudocode. */
import {
  armOf,
  assigned,
  block,
  branch,
  expressionSteps,
  leaveSteps,
  leaving,
  loopWhile,
  nothing,
  same,
  stepsOf,
} from '../../pseudocode/forms.ts';
import type { Form, Notation } from '../../pseudocode/notation.ts';
import { childCalled, childOf, namedChildren, type Part } from '../../pseudocode/part.ts';
import type { Phrasing } from '../../pseudocode/phrase.ts';
import { type Arm, NOTHING_TOLD, type Step } from '../../pseudocode/steps.ts';

const TOKENS = /[rbfu]{0,2}(?:"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')|\\?\s+|#[^\n]*|:=/gi;

/** Text alone documents; anything else is what it is without the statement around it. */
const expressionStatement: Form = (part, phrasing) =>
  namedChildren(part)
    .filter((child) => child.type !== 'string' && child.type !== 'concatenated_string')
    .flatMap((child) => stepsOf(child, phrasing));

const assignment: Form = (part, phrasing) => {
  const target = childOf(part, 'left');
  const value = childOf(part, 'right');
  const operator = childOf(part, 'operator')?.type;
  if (target === undefined || value === undefined) {
    return [];
  }
  return assigned(target, operator ?? '←', value, phrasing);
};

const loopFor: Form = (part, phrasing) => {
  const items = childOf(part, 'left');
  const source = childOf(part, 'right');
  const head = `for ${items === undefined ? '' : phrasing.phrase(items)} in ${source === undefined ? '' : phrasing.phrase(source, 72)}`;
  const arm: Arm = { word: 'for', head, ...phrasing.told(source), steps: stepsOf(childOf(part, 'body'), phrasing) };
  return [{ kind: 'compound', arms: [arm, ...otherwise(part, phrasing)] }];
};

const loop: Form = (part, phrasing) =>
  loopWhile('while', { condition: 'condition', body: 'body' })(part, phrasing).map((step) =>
    step.kind === 'compound' ? { ...step, arms: [...step.arms, ...otherwise(part, phrasing)] } : step,
  );

/** What is done when a loop has not been broken off, or nothing was raised. */
function otherwise(part: Part, phrasing: Phrasing): Arm[] {
  return part.children
    .filter((child) => child.type === 'else_clause')
    .map((clause) => ({ word: '', head: 'else', ...NOTHING_TOLD, steps: stepsOf(clause, phrasing) }));
}

const tries: Form = (part, phrasing) => {
  const arms: Arm[] = [{ word: 'try', head: 'try', ...NOTHING_TOLD, steps: stepsOf(childOf(part, 'body'), phrasing) }];
  for (const clause of part.children) {
    const steps = stepsOf(childCalled(clause, 'block'), phrasing);
    if (clause.type === 'except_clause' || clause.type === 'except_group_clause') {
      arms.push(
        armOf(
          'catch',
          namedChildren(clause).find((child) => child.type !== 'block'),
          steps,
          phrasing,
        ),
      );
    } else if (clause.type === 'else_clause') {
      arms.push({ word: '', head: 'else', ...NOTHING_TOLD, steps: stepsOf(clause, phrasing) });
    } else if (clause.type === 'finally_clause') {
      arms.push({ word: 'finally', head: 'finally', ...NOTHING_TOLD, steps });
    }
  }
  return [{ kind: 'compound', arms }];
};

const withs: Form = (part, phrasing) => {
  const clause = part.children.find((child) => child.type === 'with_clause');
  return [{ kind: 'compound', arms: [armOf('with', clause, stepsOf(childOf(part, 'body'), phrasing), phrasing)] }];
};

const matches: Form = (part, phrasing) => {
  const cases = (childOf(part, 'body')?.children ?? []).filter((child) => child.type === 'case_clause');
  return [
    {
      kind: 'compound',
      isSwitch: true,
      arms: [armOf('switch', childOf(part, 'subject'), [], phrasing), ...cases.map((each) => caseArm(each, phrasing))],
    },
  ];
};

function caseArm(part: Part, phrasing: Phrasing): Arm {
  const steps = stepsOf(childOf(part, 'consequence'), phrasing);
  const guard = childOf(part, 'guard');
  const patterns = part.children.filter((child) => child.type === 'case_pattern');
  const head = patterns.map((pattern) => phrasing.phrase(pattern)).join(', ');
  if (head === '_' && guard === undefined) {
    return { word: '', head: 'else', ...NOTHING_TOLD, steps };
  }
  const test = guard === undefined ? '' : ` ${phrasing.phrase(guard)}`;
  return { word: 'case', head: `case ${head}${test}`, ...phrasing.told(guard), steps };
}

const raises: Form = (part, phrasing) => {
  const cause = childOf(part, 'cause');
  const [raised] = namedChildren(part).filter((child) => child !== cause);
  return leaveSteps('throw', raised, phrasing).map((step): Step => {
    if (cause === undefined || step.kind !== 'leave') {
      return step;
    }
    const told = phrasing.told(cause);
    return {
      ...step,
      text: `${step.text} from ${phrasing.phrase(cause)}`,
      names: [...step.names, ...told.names],
      choices: [...step.choices, ...told.choices],
    };
  });
};

const worded: Form = (part, phrasing) => [
  { kind: 'act', role: 'other', text: phrasing.phrase(part, 80), ...phrasing.told(part) },
];

export const pythonNotation: Notation = {
  statements: {
    module: block,
    block,
    ERROR: block,
    expression_statement: expressionStatement,
    decorated_definition: (part, phrasing) => stepsOf(childOf(part, 'definition'), phrasing),
    if_statement: branch({
      condition: 'condition',
      then: 'consequence',
      otherwise: 'alternative',
      elseIf: 'elif_clause',
    }),
    else_clause: (part, phrasing) => stepsOf(childOf(part, 'body'), phrasing),
    for_statement: loopFor,
    while_statement: loop,
    try_statement: tries,
    with_statement: withs,
    match_statement: matches,
    return_statement: leaving('return'),
    raise_statement: raises,
    break_statement: (_, phrasing) => leaveSteps('break', undefined, phrasing),
    continue_statement: (_, phrasing) => leaveSteps('continue', undefined, phrasing),
    assert_statement: worded,
    delete_statement: worded,
    print_statement: worded,
    exec_statement: worded,
    pass_statement: nothing,
    global_statement: nothing,
    nonlocal_statement: nothing,
    import_statement: nothing,
    import_from_statement: nothing,
    future_import_statement: nothing,
    type_alias_statement: nothing,
  },
  effects: {
    assignment,
    augmented_assignment: assignment,
    expression_list: same,
    yield: (part, phrasing) => expressionSteps(part, phrasing),
  },
  calls: { call: (call) => childOf(call, 'function') },
  choices: { conditional_expression: 'if', for_in_clause: 'for', if_clause: 'if' },
  closures: { lambda: 'body' },
  definitions: { function_definition: 'name', class_definition: 'name' },
  strings: new Set(['string', 'concatenated_string']),
  parts: new Set([
    'elif_clause',
    'with_clause',
    'except_clause',
    'except_group_clause',
    'finally_clause',
    'case_clause',
    'case_pattern',
  ]),
  skipped: new Set(['comment', 'decorator', 'type', 'line_continuation']),
  tokens: TOKENS,
  words: { ':=': ' ← ' },
  logs: /(?:^|[._])(?:log|logger|logging)\.(?:debug|info|warning|warn|error|exception|critical|log)$|(?:^|\.)[dD]ebug\w*$/i,
};
