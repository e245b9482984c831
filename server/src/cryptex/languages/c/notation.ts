/** How C reads as pseudocode. */
import {
  armOf,
  assigned,
  branch,
  condition,
  expressionSteps,
  leaveSteps,
  leaving,
  loopWhile,
  nothing,
  same,
  stepsOf,
  unparenthesized,
} from '../../pseudocode/forms.ts';
import type { Form, Notation } from '../../pseudocode/notation.ts';
import { childOf, childrenOf, namedChildren, type Part } from '../../pseudocode/part.ts';
import type { Phrasing } from '../../pseudocode/phrase.ts';
import { type Arm, NOTHING_TOLD, type Step } from '../../pseudocode/steps.ts';

const TOKENS =
  /\s+|(?:[LuUR]|u8)?"(?:[^"\\\n]|\\[^])*"|(?:[LuU])?'(?:[^'\\\n]|\\[^])*'|\/\/[^\n]*|\/\*[^]*?\*\/|->|&&|\|\||!(?!=)|(?<![=!<>+\-*/%&|^])=(?!=)/g;

const WORDS: Notation['words'] = { '->': '.', '&&': ' and ', '||': ' or ', '!': 'not ', '=': ' ← ' };

/** Declarators around the name of what is declared. */
function declared(part: Part, phrasing: Phrasing): string {
  return phrasing
    .between(part.start, part.end)
    .replace(/^[*&\s]+(?:(?:const|restrict|volatile)\b\s*)?/, '')
    .replace(/^\(\*+\s*(\w+)\)\(.*$/, '$1');
}

/** Gives each variable that starts with a value that value; the others are only declared. */
const declaration: Form = (part, phrasing) =>
  childrenOf(part, 'declarator').flatMap((declarator): readonly Step[] => {
    const name = childOf(declarator, 'declarator');
    const value = childOf(declarator, 'value');
    if (declarator.type !== 'init_declarator' || name === undefined || value === undefined) {
      return declarator.isTelling ? [sized(declarator, phrasing)] : [];
    }
    const text = declared(name, phrasing);
    const steps = expressionSteps(value, phrasing, `${text} ← `);
    return steps.map((step) => (step.kind === 'act' ? { ...step, role: 'set', target: text } : step));
  });

/** A variable whose size is reckoned. */
function sized(declarator: Part, phrasing: Phrasing): Step {
  return { kind: 'act', role: 'other', text: `declare ${phrasing.phrase(declarator)}`, ...phrasing.told(declarator) };
}

const assignment: Form = (part, phrasing) => {
  const target = childOf(part, 'left');
  const value = childOf(part, 'right');
  const operator = part.children.find((child) => !child.isNamed);
  if (target === undefined || value === undefined || operator === undefined) {
    return expressionSteps(part, phrasing);
  }
  return assigned(target, operator.type === '=' ? '←' : operator.type, value, phrasing);
};

/** Statements; a call without its semicolon before a block is a macro that loops over something. */
const compound: Form = (part, phrasing) => {
  const steps: Step[] = [];
  for (let index = 0; index < part.children.length; index += 1) {
    const child = part.children[index];
    const next = part.children[index + 1];
    if (child === undefined) {
      continue;
    }
    const [call, semicolon] = child.children;
    if (
      child.type === 'expression_statement' &&
      call?.type === 'call_expression' &&
      semicolon?.isMissing === true &&
      next?.type === 'compound_statement'
    ) {
      steps.push({ kind: 'compound', arms: [armOf('each', call, stepsOf(next, phrasing), phrasing)] });
      index += 1;
    } else {
      steps.push(...stepsOf(child, phrasing));
    }
  }
  return steps;
};

const loopFor: Form = (part, phrasing) => {
  const body = childOf(part, 'body');
  const opening = part.children.find((child) => child.type === '(');
  const closing = part.children.find((child) => child.type === ')');
  const steps = stepsOf(body, phrasing);
  const clauses = ['initializer', 'condition', 'update'].map((field) => childOf(part, field));
  if (clauses.every((clause) => clause === undefined) || opening === undefined || closing === undefined) {
    return [{ kind: 'compound', arms: [{ word: 'loop', head: 'loop', ...NOTHING_TOLD, steps }] }];
  }
  const [first, until, update] = clauses;
  const start =
    first === undefined ? [] : first.type === 'declaration' ? declaration(first, phrasing) : stepsOf(first, phrasing);
  const told = [until, update].map((clause) => phrasing.told(clause));
  const texts = [
    start.map((step) => (step.kind === 'compound' ? '' : step.text)).join(', '),
    condition(until, phrasing),
    update === undefined ? '' : phrasing.phrase(update),
  ];
  return [
    {
      kind: 'compound',
      arms: [
        {
          word: 'for',
          head: `for ${texts.join('; ').trim()}`,
          names: [
            ...start.flatMap((step) => (step.kind === 'compound' ? [] : step.names)),
            ...told.flatMap((each) => each.names),
          ],
          choices: [
            ...start.flatMap((step) => (step.kind === 'compound' ? [] : step.choices)),
            ...told.flatMap((each) => each.choices),
          ],
          steps,
        },
      ],
    },
  ];
};

/** Cases that have no statements of their own share those of the next; `break` at their end goes without saying. */
const switchCases: Form = (part, phrasing) => {
  const value = childOf(part, 'condition');
  const arms: Arm[] = [{ ...armOf('switch', value, [], phrasing) }];
  let labels: Part[] = [];
  let hasDefault = false;
  const children = childOf(part, 'body')?.children ?? [];
  children.forEach((child) => {
    if (child.type !== 'case_statement') {
      const loose = stepsOf(child, phrasing);
      if (loose.length > 0) {
        arms.push({ word: '', head: 'case …', ...NOTHING_TOLD, steps: loose });
      }
      return;
    }
    const label = childOf(child, 'value');
    if (label === undefined) {
      hasDefault = true;
    } else {
      labels.push(label);
    }
    const statements = namedChildren(child).filter((each) => each !== label);
    if (statements.length === 0) {
      return;
    }
    arms.push(caseArm(labels, hasDefault, statements, phrasing));
    labels = [];
    hasDefault = false;
  });
  return [{ kind: 'compound', arms, isSwitch: true }];
};

function caseArm(labels: readonly Part[], hasDefault: boolean, statements: readonly Part[], phrasing: Phrasing): Arm {
  const steps = statements.flatMap((statement) => stepsOf(statement, phrasing));
  const last = steps.at(-1);
  const isBroken = last?.kind === 'leave' && last.word === 'break';
  const texts = labels.map((label) => phrasing.phrase(label, 40));
  const head = labels.length === 0 ? 'else' : `case ${texts.join(', ')}${hasDefault ? ', else' : ''}`;
  const falls =
    isBroken || last?.kind === 'leave'
      ? []
      : [{ kind: 'act', role: 'other', text: 'fall through', ...NOTHING_TOLD } as const];
  return {
    word: labels.length === 0 ? '' : 'case',
    head,
    ...NOTHING_TOLD,
    steps: isBroken ? steps.slice(0, -1) : [...steps, ...falls],
  };
}

/** A case that is not directly in its switch: behind a label, or in a loop that the switch jumps into. */
const looseCase: Form = (part, phrasing) => {
  const value = childOf(part, 'value');
  const text = value === undefined ? 'label else' : `label case ${phrasing.phrase(value, 40)}`;
  return [
    { kind: 'act', role: 'label', text, ...NOTHING_TOLD },
    ...namedChildren(part)
      .filter((child) => child !== value)
      .flatMap((child) => stepsOf(child, phrasing)),
  ];
};

/** Conditional compilation around statements. */
const conditional: Form = (part, phrasing) => {
  const arms: Arm[] = [];
  for (let at: Part | undefined = part; at !== undefined; at = childOf(at, 'alternative')) {
    const name = childOf(at, 'name') ?? childOf(at, 'condition');
    const alternative = childOf(at, 'alternative');
    const sign = at.children[0];
    const word = at === part ? '#if' : at.type === 'preproc_else' ? '#else' : '#elif';
    const negation = sign?.type === '#ifndef' || sign?.type === '#elifndef' ? 'not ' : '';
    arms.push({
      word: word === '#else' ? '' : '#if',
      head: `${word} ${negation}${name === undefined ? '' : phrasing.phrase(name)}`.trim(),
      ...NOTHING_TOLD,
      steps: at.children
        .filter((child) => child !== name && child !== alternative)
        .flatMap((child) => stepsOf(child, phrasing)),
    });
  }
  return arms.every((arm) => arm.steps.length === 0) ? [] : [{ kind: 'compound', arms }];
};

const labeled: Form = (part, phrasing) => {
  const label = childOf(part, 'label');
  return [
    { kind: 'act', role: 'label', text: `label ${label === undefined ? '' : phrasing.source(label)}`, ...NOTHING_TOLD },
    ...namedChildren(part)
      .filter((child) => child !== label)
      .flatMap((child) => stepsOf(child, phrasing)),
  ];
};

/** Structured exceptions of Windows. */
const sehTry: Form = (part, phrasing) => [
  {
    kind: 'compound',
    arms: [
      { word: 'try', head: 'try', ...NOTHING_TOLD, steps: stepsOf(childOf(part, 'body'), phrasing) },
      ...part.children
        .filter((child) => child.type === 'seh_except_clause' || child.type === 'seh_finally_clause')
        .map((clause) => {
          const steps = stepsOf(childOf(clause, 'body'), phrasing);
          return clause.type === 'seh_finally_clause'
            ? { word: 'finally', head: 'finally', ...NOTHING_TOLD, steps }
            : armOf('catch', childOf(clause, 'filter'), steps, phrasing);
        }),
    ],
  },
];

export const cStatements: Notation['statements'] = {
  compound_statement: compound,
  ERROR: compound,
  declaration,
  expression_statement: same,
  if_statement: branch({ condition: 'condition', then: 'consequence', otherwise: 'alternative' }),
  else_clause: same,
  while_statement: loopWhile('while', { condition: 'condition', body: 'body' }),
  do_statement: loopWhile('repeat while', { condition: 'condition', body: 'body' }),
  for_statement: loopFor,
  switch_statement: switchCases,
  return_statement: leaving('return'),
  break_statement: (_, phrasing) => leaveSteps('break', undefined, phrasing),
  continue_statement: (_, phrasing) => leaveSteps('continue', undefined, phrasing),
  goto_statement: leaving('goto'),
  labeled_statement: labeled,
  case_statement: looseCase,
  attributed_statement: same,
  seh_try_statement: sehTry,
  preproc_if: conditional,
  preproc_ifdef: conditional,
  preproc_def: nothing,
  preproc_function_def: nothing,
  preproc_call: nothing,
  preproc_include: nothing,
  type_definition: nothing,
  struct_specifier: nothing,
  union_specifier: nothing,
  enum_specifier: nothing,
};

export const cNotation: Notation = {
  statements: cStatements,
  effects: { assignment_expression: assignment, comma_expression: same },
  calls: { call_expression: (call) => calledBy(childOf(call, 'function')) },
  choices: { conditional_expression: '?' },
  closures: {},
  definitions: {},
  strings: new Set(['string_literal', 'char_literal', 'concatenated_string']),
  parts: new Set([
    'init_declarator',
    'preproc_elif',
    'preproc_elifdef',
    'preproc_else',
    'seh_except_clause',
    'seh_finally_clause',
  ]),
  skipped: new Set(['comment', 'type_descriptor', 'attribute_specifier', 'attribute_declaration', 'ms_call_modifier']),
  marks: ['(', '?'],
  tokens: TOKENS,
  words: WORDS,
  hasCharacters: true,
  transparent: { cast_expression: 'value' },
  logs: /(?:^|_)(?:DEBUG_F?PRINTF|debug_printf|dprintf|DPRINTF|syslog|log_\w+|LOG_\w+|TRACE|pr_(?:debug|info|warn|err|notice)\w*|dev_(?:dbg|info|warn|err)\w*|printk)$/,
};

/** `f` of `f(x)`, and of `(*f)(x)`. */
function calledBy(callee: Part | undefined): Part | undefined {
  return callee === undefined ? undefined : unparenthesized(callee);
}
