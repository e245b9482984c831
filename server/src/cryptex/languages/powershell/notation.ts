/** How PowerShell reads as pseudocode. */
import {
  armOf,
  assigned,
  block,
  condition,
  expressionSteps,
  leaveSteps,
  nothing,
  stepsOf,
} from '../../pseudocode/forms.ts';
import type { Form, Notation } from '../../pseudocode/notation.ts';
import { childCalled, childOf, namedChildren, type Part } from '../../pseudocode/part.ts';
import type { Phrasing } from '../../pseudocode/phrase.ts';
import { type Arm, NOTHING_TOLD, type Step } from '../../pseudocode/steps.ts';

const TOKENS =
  /@"[^]*?\n"@|@'[^]*?\n'@|"(?:[^"`$]|`[^]|""|\$\((?:[^()"]|"[^"]*"|\([^()]*\))*\)|\$)*"|'(?:[^']|'')*'|`\r?\n\s*|\s+|<#[^]*?#>|(?<![\w$`])#[^\n]*|(?<![\w$-])-(?:and|or|not|eq|ne|lt|gt|le|ge)\b|!(?=[\s($[])/gi;

const OPERATORS: Notation['words'] = {
  '-and': 'and',
  '-or': 'or',
  '-not': 'not',
  '!': 'not ',
  '-eq': '==',
  '-ne': '!=',
  '-lt': '<',
  '-gt': '>',
  '-le': '<=',
  '-ge': '>=',
};

const bodyOf = (part: Part, phrasing: Phrasing): readonly Step[] =>
  stepsOf(childCalled(part, 'statement_block'), phrasing);

const assignment: Form = (part, phrasing) => {
  const value = childOf(part, 'value');
  const [target, operator] = namedChildren(part);
  if (target === undefined || operator === undefined || value === undefined) {
    return expressionSteps(part, phrasing);
  }
  const sign = phrasing.source(operator).trim();
  return assigned(target, sign === '=' ? '←' : sign, value, phrasing);
};

const branches: Form = (part, phrasing) => {
  const clauses = childOf(part, 'elseif_clauses')?.children ?? [];
  const last = childCalled(part, 'else_clause');
  const arms = [part, ...clauses].map((each, index) =>
    armOf(index === 0 ? 'if' : 'else if', childOf(each, 'condition'), bodyOf(each, phrasing), phrasing, 'if'),
  );
  const otherwise =
    last === undefined ? [] : [{ word: '', head: 'else', ...NOTHING_TOLD, steps: bodyOf(last, phrasing) }];
  return [{ kind: 'compound', arms: [...arms, ...otherwise] }];
};

const loopOver: Form = (part, phrasing) => {
  const [item, source] = namedChildren(part).filter((child) => child.type !== 'foreach_parameter');
  const head = `for ${item === undefined ? '' : phrasing.phrase(item)} in ${source === undefined ? '' : phrasing.phrase(source, 72)}`;
  return [{ kind: 'compound', arms: [{ word: 'for', head, ...phrasing.told(source), steps: bodyOf(part, phrasing) }] }];
};

const loopFor: Form = (part, phrasing) => {
  const clauses = ['for_initializer', 'for_condition', 'for_iterator'].map((name) => childCalled(part, name));
  if (clauses.every((clause) => clause === undefined)) {
    return [
      { kind: 'compound', arms: [{ word: 'loop', head: 'loop', ...NOTHING_TOLD, steps: bodyOf(part, phrasing) }] },
    ];
  }
  const told = clauses.map((clause) => phrasing.told(clause));
  const [start, until, update] = clauses.map((clause) =>
    clause === undefined ? '' : condition(clause, phrasing).replace(/(?<=\w) ?= ?(?!=)/, ' ← '),
  );
  return [
    {
      kind: 'compound',
      arms: [
        {
          word: 'for',
          head: `for ${start ?? ''}; ${until ?? ''}; ${update ?? ''}`.trim(),
          names: told.flatMap((each) => each.names),
          choices: told.flatMap((each) => each.choices),
          steps: bodyOf(part, phrasing),
        },
      ],
    },
  ];
};

const loop: Form = (part, phrasing) => {
  const isLast = part.type === 'do_statement';
  const isUntil = part.children.some((child) => child.type === 'until');
  const word = isLast ? (isUntil ? 'repeat until' : 'repeat while') : 'while';
  const arm = armOf(word, childOf(part, 'condition'), bodyOf(part, phrasing), phrasing, isLast ? 'repeat' : 'while');
  const isEndless = /^while (?:\$true|1)$/i.test(arm.head);
  return [{ kind: 'compound', arms: [isEndless ? { ...arm, word: 'loop', head: 'loop' } : arm] }];
};

const switchClauses: Form = (part, phrasing) => {
  const value = childCalled(part, 'switch_condition');
  const clauses = childCalled(childCalled(part, 'switch_body') ?? part, 'switch_clauses')?.children ?? [];
  return [
    {
      kind: 'compound',
      isSwitch: true,
      arms: [
        armOf('switch', value, [], phrasing),
        ...clauses
          .filter((clause) => clause.type === 'switch_clause')
          .map((clause) => {
            const label = childCalled(clause, 'switch_clause_condition');
            const arm = armOf('case', label, bodyOf(clause, phrasing), phrasing);
            return arm.head.toLowerCase() === 'case default' ? { ...arm, word: '', head: 'else' } : arm;
          }),
      ],
    },
  ];
};

const tries: Form = (part, phrasing) => {
  const last = childCalled(part, 'finally_clause');
  const arms: Arm[] = [{ word: 'try', head: 'try', ...NOTHING_TOLD, steps: bodyOf(part, phrasing) }];
  for (const clause of childCalled(part, 'catch_clauses')?.children ?? []) {
    arms.push(armOf('catch', childCalled(clause, 'catch_type_list'), bodyOf(clause, phrasing), phrasing));
  }
  if (last !== undefined) {
    arms.push({ word: 'finally', head: 'finally', ...NOTHING_TOLD, steps: bodyOf(last, phrasing) });
  }
  return [{ kind: 'compound', arms }];
};

const WORDS: Readonly<Record<string, string>> = { throw: 'throw', return: 'return', exit: 'exit' };

const leaves: Form = (part, phrasing) => {
  const word = (part.children[0]?.type ?? 'return').toLowerCase();
  return leaveSteps(WORDS[word] ?? word, namedChildren(part)[0], phrasing);
};

const BLOCK_HEADS: Readonly<Record<string, string>> = { begin: 'at begin', process: 'per input', end: 'at end' };

/** What runs before, for and behind the values of a pipeline; a function that has only one of these is read as it. */
const namedBlocks: Form = (part, phrasing) => {
  const blocks = namedChildren(part).filter((child) => child.type === 'named_block');
  const steps = blocks.map((each) => bodyOf(each, phrasing));
  if (blocks.length === 1) {
    return steps[0] ?? [];
  }
  return blocks.flatMap((each, index): Step[] => {
    const name = childCalled(each, 'block_name');
    const word = name === undefined ? '' : phrasing.source(name).trim().toLowerCase();
    const inside = steps[index] ?? [];
    return inside.length === 0
      ? []
      : [{ kind: 'compound', arms: [{ word: '', head: BLOCK_HEADS[word] ?? word, ...NOTHING_TOLD, steps: inside }] }];
  });
};

const trap: Form = (part, phrasing) => [
  {
    kind: 'compound',
    arms: [armOf('on error', childCalled(part, 'type_literal'), bodyOf(part, phrasing), phrasing, 'trap')],
  },
];

export const powershellNotation: Notation = {
  statements: {
    program: block,
    script_block: block,
    script_block_body: block,
    statement_list: block,
    statement_block: block,
    ERROR: block,
    named_block_list: namedBlocks,
    if_statement: branches,
    foreach_statement: loopOver,
    for_statement: loopFor,
    while_statement: loop,
    do_statement: loop,
    switch_statement: switchClauses,
    try_statement: tries,
    trap_statement: trap,
    flow_control_statement: leaves,
    parallel_statement: block,
    sequence_statement: block,
    inlinescript_statement: block,
    param_block: nothing,
    empty_statement: nothing,
  },
  effects: { assignment_expression: assignment },
  calls: {
    command: (call) => childOf(call, 'command_name'),
    invokation_expression: (call) => call.children.find((child) => child.type === 'member_name'),
    invokation_foreach_expression: () => undefined,
  },
  choices: {},
  givesValues: true,
  closures: { script_block_expression: 'script_block' },
  definitions: { function_statement: 'function_name', class_statement: 'simple_name', enum_statement: 'simple_name' },
  strings: new Set([
    'string_literal',
    'expandable_string_literal',
    'verbatim_string_characters',
    'expandable_here_string_literal',
    'verbatim_here_string_characters',
  ]),
  parts: new Set([
    'elseif_clauses',
    'elseif_clause',
    'else_clause',
    'switch_body',
    'switch_clauses',
    'switch_clause',
    'catch_clauses',
    'catch_clause',
    'finally_clause',
    'named_block',
    'member_name',
    'command_name',
    'left_assignment_expression',
    'assignement_operator',
  ]),
  skipped: new Set(['comment', 'command_argument_sep']),
  tokens: TOKENS,
  entry: /[\w$"'.[\]:-]+[ \t]*=(?!=)/y,
  words: OPERATORS,
  logs: /^Write-(?:Verbose|Debug|Information|Progress|Warning)$|^(?:Write-)?Log\w*$/i,
};
