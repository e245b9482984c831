/**
 * What a body calls and which control structures it has, told by another walk over the tree than the one that pseudocode
 * is made from: by the library's own search for types of nodes, with tables of its own.
 */
import type { SyntaxNode } from 'tree-sitter';
import type { Tongue } from '../support/grammars.ts';

interface Walked {
  /** The words of which one tells the structure. */
  readonly controls: Readonly<Record<string, readonly string[]>>;
  /** Types of calls, and the name that such a node calls. */
  readonly calls: Readonly<Record<string, (call: SyntaxNode) => string | undefined>>;
  /** Definitions with a name of their own. */
  readonly definitions: readonly string[];
}

const called = (field: string) => (call: SyntaxNode) => lastName(call.childForFieldName(field)?.text);

/** `c` of `a->b.c`, and of `(*a.c)`; nothing where something is called that has no name. */
function lastName(text: string | undefined): string | undefined {
  const plain = text?.replace(/\/\*[^]*?\*\/|\/\/.*/g, '').trimEnd();
  return /([\p{L}_$][\p{L}\p{N}_$]*)\)*$/u.exec(plain ?? '')?.[1];
}

const LOOPS = ['for', 'while', 'loop', 'repeat'];

const WALKED: Readonly<Record<Tongue, Walked>> = {
  c: {
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
    definitions: ['function_definition', 'class_definition'],
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
export function leftOut(language: Tongue, body: SyntaxNode, pseudocode: string): string[] {
  const { controls, calls, definitions } = WALKED[language];
  const inner = body.descendantsOfType([...definitions]).filter((each) => each.id !== body.id);
  const isOurs = (node: SyntaxNode): boolean =>
    !inner.some((each) => each.startIndex <= node.startIndex && node.endIndex <= each.endIndex);
  const missing = new Set<string>();
  for (const call of body.descendantsOfType(Object.keys(calls)).filter(isOurs)) {
    const name = calls[call.type]?.(call);
    if (name !== undefined && wordsIn(pseudocode, [name]) === 0) {
      missing.add(name);
    }
  }
  const wanted = new Map<string, number>();
  for (const node of body.descendantsOfType(Object.keys(controls)).filter(isOurs)) {
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
