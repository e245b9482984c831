/** How JavaScript and TypeScript read as pseudocode. */
import {
  armOf,
  assigned,
  block,
  branch,
  condition,
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

const TOKENS =
  /\s+|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'|`(?:[^`\\$]|\\[^]|\$(?!\{))*`|\/\/[^\n]*|\/\*[^]*?\*\/|\?\.|&&|\|\||!==?|===|!(?!=)|(?<![=!<>+\-*/%&|^?])=(?![=>])/g;

const WORDS: Notation['words'] = {
  '?.': '.',
  '&&': ' and ',
  '||': ' or ',
  '===': '==',
  '!==': '!=',
  '!': 'not ',
  '=': ' ← ',
};

/** Variables that start with a value get it; the others are only declared. */
const declaration: Form = (part, phrasing) =>
  part.children
    .filter((child) => child.type === 'variable_declarator')
    .flatMap((child) => {
      const name = childOf(child, 'name');
      const value = childOf(child, 'value');
      return name === undefined || value === undefined ? [] : assigned(name, '←', value, phrasing);
    });

const assignment: Form = (part, phrasing) => {
  const target = childOf(part, 'left');
  const value = childOf(part, 'right');
  if (target === undefined || value === undefined) return expressionSteps(part, phrasing);
  return assigned(target, childOf(part, 'operator')?.type ?? '←', value, phrasing);
};

const loopFor: Form = (part, phrasing) => {
  const steps = stepsOf(childOf(part, 'body'), phrasing);
  const initializer = childOf(part, 'initializer');
  const [until, update] = [childOf(part, 'condition'), childOf(part, 'increment')];
  const start = initializer?.type === 'empty_statement' ? [] : stepsOf(initializer, phrasing);
  const texts = [
    start.map((step) => (step.kind === 'compound' ? '' : step.text)).join(', '),
    until?.type === 'empty_statement' ? '' : condition(until, phrasing).replace(/;$/, ''),
    update === undefined ? '' : phrasing.phrase(update),
  ];
  if (texts.every((text) => text === ''))
    return [{ kind: 'compound', arms: [{ word: 'loop', head: 'loop', ...NOTHING_TOLD, steps }] }];
  const told = [initializer, until, update].map((clause) => phrasing.told(clause));
  const arm: Arm = {
    word: 'for',
    head: `for ${texts.join('; ').trim()}`,
    names: told.flatMap((each) => each.names),
    choices: told.flatMap((each) => each.choices),
    steps,
  };
  return [{ kind: 'compound', arms: [arm] }];
};

const loopOver: Form = (part, phrasing) => {
  const [item, source] = [childOf(part, 'left'), childOf(part, 'right')];
  const over = childOf(part, 'operator')?.type === 'in' ? 'in keys of' : 'in';
  const head = `for ${item === undefined ? '' : phrasing.phrase(item)} ${over} ${source === undefined ? '' : phrasing.phrase(source, 72)}`;
  const steps = stepsOf(childOf(part, 'body'), phrasing);
  return [{ kind: 'compound', arms: [{ word: 'for', head, ...phrasing.told(source), steps }] }];
};

const switches: Form = (part, phrasing) => {
  const arms: Arm[] = [armOf('switch', childOf(part, 'value'), [], phrasing)];
  let labels: Part[] = [];
  const cases = (childOf(part, 'body')?.children ?? []).filter((child) => child.isNamed);
  for (const each of cases) {
    const label = childOf(each, 'value');
    if (label !== undefined) labels.push(label);
    const statements = namedChildren(each).filter((child) => child !== label);
    const isDefault = each.type === 'switch_default';
    if (statements.length === 0 && !isDefault) continue;
    arms.push(caseArm(labels, isDefault, statements, each === cases.at(-1), phrasing));
    labels = [];
  }
  return [{ kind: 'compound', isSwitch: true, arms }];
};

function caseArm(
  labels: readonly Part[],
  isDefault: boolean,
  statements: readonly Part[],
  isLast: boolean,
  phrasing: Phrasing,
): Arm {
  const steps = statements.flatMap((statement) => stepsOf(statement, phrasing));
  const last = steps.at(-1);
  const isBroken = last?.kind === 'leave' && last.word === 'break' && last.value === '';
  const texts = labels.map((label) => phrasing.phrase(label, 40));
  const told = labels.map((label) => phrasing.told(label));
  const falls: Step[] =
    last?.kind === 'leave' || isLast ? [] : [{ kind: 'act', role: 'other', text: 'fall through', ...NOTHING_TOLD }];
  return {
    word: labels.length === 0 ? '' : 'case',
    head: labels.length === 0 ? 'else' : `case ${texts.join(', ')}${isDefault ? ', else' : ''}`,
    names: told.flatMap((each) => each.names),
    choices: told.flatMap((each) => each.choices),
    steps: isBroken ? steps.slice(0, -1) : [...steps, ...falls],
  };
}

const tries: Form = (part, phrasing) => {
  const arms: Arm[] = [{ word: 'try', head: 'try', ...NOTHING_TOLD, steps: stepsOf(childOf(part, 'body'), phrasing) }];
  const handler = childOf(part, 'handler');
  if (handler) {
    const steps = stepsOf(childOf(handler, 'body'), phrasing);
    arms.push(armOf('catch', childOf(handler, 'parameter'), steps, phrasing));
  }
  const finalizer = childOf(part, 'finalizer');
  if (finalizer) {
    const steps = stepsOf(childOf(finalizer, 'body'), phrasing);
    arms.push({ word: 'finally', head: 'finally', ...NOTHING_TOLD, steps });
  }
  return [{ kind: 'compound', arms }];
};

const labeled: Form = (part, phrasing) => {
  const label = childOf(part, 'label');
  const text = `label ${label === undefined ? '' : phrasing.source(label)}`;
  return [
    { kind: 'act', role: 'label', text, ...NOTHING_TOLD },
    ...namedChildren(part)
      .filter((child) => child !== label)
      .flatMap((child) => stepsOf(child, phrasing)),
  ];
};

/** Each grammar needs a copy: see {@link Notation}. */
export const ecmascriptNotation: Notation = {
  statements: {
    program: block,
    statement_block: block,
    ERROR: block,
    expression_statement: same,
    lexical_declaration: declaration,
    variable_declaration: declaration,
    if_statement: branch({ condition: 'condition', then: 'consequence', otherwise: 'alternative' }),
    else_clause: same,
    for_statement: loopFor,
    for_in_statement: loopOver,
    while_statement: loopWhile('while', { condition: 'condition', body: 'body' }),
    do_statement: loopWhile('repeat while', { condition: 'condition', body: 'body' }),
    switch_statement: switches,
    try_statement: tries,
    with_statement: (part, phrasing) => [
      {
        kind: 'compound',
        arms: [armOf('with', childOf(part, 'object'), stepsOf(childCalled(part, 'body'), phrasing), phrasing)],
      },
    ],
    return_statement: leaving('return'),
    throw_statement: leaving('throw'),
    break_statement: leaving('break'),
    continue_statement: leaving('continue'),
    labeled_statement: labeled,
    export_statement: same,
    empty_statement: nothing,
    debugger_statement: nothing,
    import_statement: nothing,
    export_clause: nothing,
    type_alias_declaration: nothing,
    ambient_declaration: nothing,
    import_alias: nothing,
  },
  effects: {
    assignment_expression: assignment,
    augmented_assignment_expression: assignment,
    sequence_expression: same,
    yield_expression: (part, phrasing) => leaveSteps('yield', namedChildren(part)[0], phrasing),
  },
  calls: {
    call_expression: (call) => childOf(call, 'function'),
    new_expression: (call) => childOf(call, 'constructor'),
  },
  choices: { ternary_expression: '?' },
  closures: {
    arrow_function: 'body',
    function_expression: 'body',
    generator_function: 'body',
    method_definition: 'body',
  },
  definitions: {
    function_declaration: 'name',
    generator_function_declaration: 'name',
    class_declaration: 'name',
    abstract_class_declaration: 'name',
    class: 'name',
    interface_declaration: 'name',
    enum_declaration: 'name',
    internal_module: 'name',
    module: 'name',
  },
  strings: new Set(['string', 'template_string', 'regex']),
  parts: new Set([
    'variable_declarator',
    'switch_body',
    'switch_case',
    'switch_default',
    'catch_clause',
    'finally_clause',
  ]),
  skipped: new Set([
    'comment',
    'html_comment',
    'type_annotation',
    'type_arguments',
    'type_parameters',
    'decorator',
    'accessibility_modifier',
    'override_modifier',
  ]),
  tokens: TOKENS,
  words: WORDS,
  logs: /^(?:console\.(?:log|debug|info|warn|error|trace)|(?:.*\.)?(?:log|logger)\.(?:debug|info|warn|error|trace|verbose))$/,
};
