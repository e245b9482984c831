/** How Rust reads as pseudocode. */
import {
  armOf,
  assigned,
  block,
  bodySteps,
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
import { type Arm, NOTHING_TOLD } from '../../pseudocode/steps.ts';

const TOKENS =
  /\s+|(?:[bc]?r(#*)"[^]*?"\1|[bc]?"(?:[^"\\]|\\[^])*")|b?'(?:[^'\\\n]|\\[^']{1,8})'|\/\/[^\n]*|\/\*[^]*?\*\/|&&|(?<=[\w)\]}"'?]\s*)\|\|(?=\s)|(?<![\w!])!(?!=)|(?<![=!<>+\-*/%&|^.])=(?![=>])/g;

const WORDS: Notation['words'] = { '&&': ' and ', '||': ' or ', '!': 'not ', '=': ' ← ' };

/** `let x = a else { … };` has another way where it does not fit. */
const declaration: Form = (part, phrasing) => {
  const [pattern, value, otherwise] = ['pattern', 'value', 'alternative'].map((field) => childOf(part, field));
  if (pattern === undefined || value === undefined) return [];
  if (otherwise === undefined) return assigned(pattern, '←', value, phrasing);
  const head = `${phrasing.phrase(pattern, 40)} ← ${phrasing.phrase(value)} else`;
  return [
    { kind: 'compound', arms: [{ word: 'if', head, ...phrasing.told(value), steps: stepsOf(otherwise, phrasing) }] },
  ];
};

const assignment: Form = (part, phrasing) => {
  const [target, value] = [childOf(part, 'left'), childOf(part, 'right')];
  if (target === undefined || value === undefined) return expressionSteps(part, phrasing);
  return assigned(target, childOf(part, 'operator')?.type ?? '←', value, phrasing);
};

const loopOver: Form = (part, phrasing) => {
  const [item, source] = [childOf(part, 'pattern'), childOf(part, 'value')];
  const head = `for ${item === undefined ? '' : phrasing.phrase(item)} in ${source === undefined ? '' : phrasing.phrase(source, 72)}`;
  const steps = stepsOf(childOf(part, 'body'), phrasing);
  return [{ kind: 'compound', arms: [{ word: 'for', head, ...phrasing.told(source), steps }] }];
};

const endless: Form = (part, phrasing) => [
  {
    kind: 'compound',
    arms: [{ word: 'loop', head: 'loop', ...NOTHING_TOLD, steps: stepsOf(childOf(part, 'body'), phrasing) }],
  },
];

const matches: Form = (part, phrasing) => {
  const arms = (childOf(part, 'body')?.children ?? []).filter((child) => child.type === 'match_arm');
  return [
    {
      kind: 'compound',
      isSwitch: true,
      arms: [armOf('switch', childOf(part, 'value'), [], phrasing), ...arms.map((arm) => matchArm(arm, phrasing))],
    },
  ];
};

function matchArm(part: Part, phrasing: Phrasing): Arm {
  const pattern = childOf(part, 'pattern');
  const value = childOf(part, 'value');
  const steps = value === undefined ? [] : armSteps(value, phrasing);
  const text = pattern === undefined ? '' : phrasing.phrase(pattern, 72);
  if (text === '_') return { word: '', head: 'else', ...NOTHING_TOLD, steps };
  return { word: 'case', head: `case ${text}`, ...phrasing.told(pattern), steps };
}

/** A value that stands for an arm is what the arm gives. */
function armSteps(value: Part, phrasing: Phrasing): Arm['steps'] {
  const { statements, effects } = phrasing.notation;
  const isStatement = Object.hasOwn(statements, value.type) || Object.hasOwn(effects, value.type);
  return isStatement ? stepsOf(value, phrasing) : expressionSteps(value, phrasing);
}

const labelOf = (part: Part): Part | undefined => part.children.find((child) => child.type === 'label');

/** With the loop that it leaves, or the value that the loop gives. */
const leavingLoop =
  (word: string): Form =>
  (part, phrasing) => {
    const label = labelOf(part);
    const value = namedChildren(part).find((child) => child !== label);
    const before = label === undefined ? word : `${word} ${phrasing.source(label)}`;
    return leaveSteps(before, value, phrasing).map((step) => (step.kind === 'leave' ? { ...step, word } : step));
  };

export const rustNotation: Notation = {
  statements: {
    source_file: block,
    block,
    ERROR: block,
    expression_statement: same,
    let_declaration: declaration,
    if_expression: branch({ condition: 'condition', then: 'consequence', otherwise: 'alternative' }),
    else_clause: same,
    match_expression: matches,
    while_expression: loopWhile('while', { condition: 'condition', body: 'body' }),
    loop_expression: endless,
    for_expression: loopOver,
    unsafe_block: same,
    async_block: same,
    const_block: (part, phrasing) => bodySteps(childCalled(part, 'body') ?? part, phrasing),
    return_expression: leaving('return'),
    break_expression: leavingLoop('break'),
    continue_expression: leavingLoop('continue'),
    empty_statement: nothing,
    use_declaration: nothing,
    extern_crate_declaration: nothing,
    attribute_item: nothing,
    inner_attribute_item: nothing,
    type_item: nothing,
    const_item: nothing,
    static_item: nothing,
  },
  givesValues: true,
  effects: { assignment_expression: assignment, compound_assignment_expr: assignment },
  calls: {
    call_expression: (call) => {
      const called = childOf(call, 'function');
      return called?.type === 'generic_function' ? (childOf(called, 'function') ?? called) : called;
    },
    macro_invocation: (call) => childOf(call, 'macro'),
  },
  choices: {
    if_expression: 'if',
    match_expression: 'switch',
    for_expression: 'for',
    while_expression: 'while',
    loop_expression: 'loop',
  },
  closures: { closure_expression: 'body', async_block: 'block' },
  definitions: {
    function_item: 'name',
    struct_item: 'name',
    enum_item: 'name',
    union_item: 'name',
    trait_item: 'name',
    mod_item: 'name',
    impl_item: 'type',
    macro_definition: 'name',
  },
  strings: new Set(['string_literal', 'raw_string_literal', 'char_literal']),
  parts: new Set(['generic_function', 'match_block', 'match_arm', 'match_pattern', 'let_condition', 'let_chain']),
  skipped: new Set(['line_comment', 'block_comment', 'type_arguments', 'visibility_modifier', 'mutable_specifier']),
  tokens: TOKENS,
  words: WORDS,
  hasCharacters: true,
  transparent: { type_cast_expression: 'value' },
  logs: /^(?:log::|tracing::)?(?:trace|debug|info|warn|error)$/,
};
