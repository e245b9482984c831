/**
 * What a body calls and which control structures it has, told by another walk over the tree than the one that pseudocode
 * is made from: by the library's own search for types of nodes, with tables of its own.
 */
import type { SyntaxNode } from 'tree-sitter';
import type { Tongue } from '../support/grammars.ts';

/** What the source has at a node, which the parser may have been given in another way. */
type TextOf = (node: SyntaxNode | null | undefined) => string | undefined;

interface Walked {
  /** The words of which one tells the structure. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
  /** Types of calls, and the name that such a node calls. */
  readonly calls: Readonly<Record<string, (call: SyntaxNode, textOf: TextOf) => string | undefined>>;
  /** Definitions with a name of their own. */
  readonly definitions: readonly string[];
}

const called = (field: string) => (call: SyntaxNode, textOf: TextOf) => lastName(textOf(call.childForFieldName(field)));

/** `c` of `a->b.c`, and of `(*a.c)`; nothing where something is called that has no name. */
function lastName(text: string | undefined): string | undefined {
  const plain = text?.replace(/\/\*[^]*?\*\/|\/\/.*/g, '').trimEnd();
  return /([\p{L}_$][\p{L}\p{N}_$]*)\)*$/u.exec(plain ?? '')?.[1];
}

const LOOPS = ['for', 'while', 'loop', 'repeat'];

const IN_C: Walked = {
  controls: {
    if_statement: ['if'],
    for_statement: ['for', 'loop'],
    while_statement: ['while', 'loop'],
    do_statement: ['repeat'],
    switch_statement: ['switch'],
    return_statement: ['return'],
    goto_statement: ['goto'],
    continue_statement: ['continue'],
    conditional_expression: ['?'],
  },
  calls: { call_expression: called('function') },
  definitions: [],
};

/** `make` of `std::make<T>`. */
const calledOfTemplate = (field: string) => (call: SyntaxNode, textOf: TextOf) =>
  lastName(textOf(call.childForFieldName(field))?.replace(/<[^()]*>$/s, ''));

const IN_ECMASCRIPT: Walked = {
  controls: {
    if_statement: ['if'],
    for_statement: ['for', 'loop'],
    for_in_statement: ['for'],
    while_statement: ['while', 'loop'],
    do_statement: ['repeat'],
    switch_statement: ['switch'],
    try_statement: ['try'],
    catch_clause: ['catch'],
    finally_clause: ['finally'],
    return_statement: ['return'],
    throw_statement: ['throw'],
    continue_statement: ['continue'],
    ternary_expression: ['?'],
  },
  calls: { call_expression: calledOfTemplate('function'), new_expression: calledOfTemplate('constructor') },
  definitions: [
    'function_declaration',
    'generator_function_declaration',
    'class_declaration',
    'abstract_class_declaration',
    'class',
  ],
};

const WALKED: Readonly<Record<Tongue, Walked>> = {
  c: IN_C,
  cpp: {
    controls: {
      ...IN_C.controls,
      for_range_loop: ['for'],
      try_statement: ['try'],
      catch_clause: ['catch'],
      throw_statement: ['throw'],
    },
    calls: { call_expression: calledOfTemplate('function') },
    // Of the operand of `decltype` nothing is called.
    definitions: ['class_specifier', 'struct_specifier', 'decltype', 'alias_declaration'],
  },
  typescript: IN_ECMASCRIPT,
  javascript: IN_ECMASCRIPT,
  rust: {
    controls: {
      if_expression: ['if'],
      match_expression: ['switch'],
      for_expression: ['for'],
      while_expression: ['while', 'loop'],
      loop_expression: ['loop'],
      return_expression: ['return'],
      break_expression: ['break'],
      continue_expression: ['continue'],
    },
    calls: {
      call_expression: (call, textOf) =>
        lastName(textOf(call.childForFieldName('function'))?.replace(/::<[^()]*>$/s, '')),
      macro_invocation: called('macro'),
    },
    definitions: [
      'function_item',
      'impl_item',
      'struct_item',
      'enum_item',
      'trait_item',
      'mod_item',
      'macro_definition',
      'const_item',
      'static_item',
      'attribute_item',
    ],
  },
  python: {
    controls: {
      if_statement: ['if'],
      elif_clause: ['if'],
      for_statement: ['for'],
      while_statement: ['while', 'loop'],
      try_statement: ['try'],
      except_clause: ['catch'],
      finally_clause: ['finally'],
      with_statement: ['with'],
      match_statement: ['switch'],
      return_statement: ['return'],
      raise_statement: ['throw'],
      break_statement: ['break'],
      continue_statement: ['continue'],
      conditional_expression: ['if'],
      for_in_clause: ['for'],
    },
    calls: { call: called('function') },
    // A decorator belongs to what it stands before.
    definitions: ['function_definition', 'class_definition', 'decorator'],
  },
  powershell: {
    controls: {
      if_statement: ['if'],
      elseif_clause: ['if'],
      foreach_statement: ['for'],
      for_statement: ['for', 'loop'],
      while_statement: ['while', 'loop'],
      do_statement: ['repeat'],
      switch_statement: ['switch'],
      try_statement: ['try'],
      catch_clause: ['catch'],
      finally_clause: ['finally'],
      flow_control_statement: ['return', 'break', 'continue', 'throw', 'exit'],
    },
    calls: {
      command: (call) => /^[\p{L}_][\p{L}\p{N}_-]*$/u.exec(call.childForFieldName('command_name')?.text ?? '')?.[0],
      invokation_expression: (call) => lastName(call.namedChildren.find((child) => child.type === 'member_name')?.text),
    },
    // The values of parameters are in the signature.
    definitions: ['function_statement', 'class_statement', 'enum_statement', 'param_block'],
  },
};

/** What the pseudocode of `body` leaves out: names that it doesn't have as a word, and structures that it has too few of. */
export function leftOut(language: Tongue, body: SyntaxNode, pseudocode: string, text: string): string[] {
  const textOf: TextOf = (node) => (node ? text.slice(node.startIndex, node.endIndex) : undefined);
  const { controls, calls, definitions } = WALKED[language];
  const inner = body.descendantsOfType([...definitions]).filter((each) => each.id !== body.id);
  const isOurs = (node: SyntaxNode): boolean =>
    !inner.some((each) => each.startIndex <= node.startIndex && node.endIndex <= each.endIndex);
  const missing = new Set<string>();
  for (const call of body.descendantsOfType(Object.keys(calls)).filter(isOurs)) {
    const name = calls[call.type]?.(call, textOf);
    if (name !== undefined && wordsIn(pseudocode, [name]) === 0) {
      missing.add(name);
    }
  }
  const wanted = new Map<string, number>();
  // What is written to a log is left out on purpose.
  const logs = body
    .descendantsOfType(Object.keys(calls))
    .filter((call) => /DEBUG_F?PRINTF\s*\(/.test(textOf(call) ?? ''));
  const isLogged = (node: SyntaxNode): boolean =>
    logs.some((log) => log.startIndex < node.startIndex && node.endIndex <= log.endIndex);
  for (const node of body.descendantsOfType(Object.keys(controls)).filter((each) => isOurs(each) && !isLogged(each))) {
    const words = (controls[node.type] ?? []).join('|');
    wanted.set(words, (wanted.get(words) ?? 0) + 1);
  }
  const loops = [...wanted].filter(([words]) => LOOPS.some((word) => words.startsWith(word)));
  const others = [...wanted].filter(([words]) => !LOOPS.some((word) => words.startsWith(word)));
  for (const [words, times] of others) {
    const isLeave = /return|goto|continue|break|throw/.test(words);
    if (wordsIn(pseudocode, words.split('|')) < (isLeave ? 1 : times)) {
      missing.add(`${times.toString()} × ${words}`);
    }
  }
  const turns = loops.reduce((sum, [, times]) => sum + times, 0);
  if (wordsIn(pseudocode, LOOPS) < turns) {
    missing.add(`${turns.toString()} loops`);
  }
  return [...missing];
}

/** How often one of the words is there; a fold counts its own: `3 × if`. */
function wordsIn(text: string, words: readonly string[]): number {
  let times = 0;
  for (const word of words) {
    const sought =
      word === '?' ? String.raw`\?` : String.raw`(?<![\p{L}\p{N}_$])${word.replaceAll('$', '\\$')}(?![\p{L}\p{N}_$])`;
    for (const match of text.matchAll(new RegExp(String.raw`(?:(\d+) × )?${sought}`, 'gu'))) {
      times += match[1] === undefined ? 1 : Number(match[1]);
    }
  }
  return times;
}
