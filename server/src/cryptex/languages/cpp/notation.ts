/** How C++ reads as pseudocode: as C, with exceptions, ranges, lambdas and objects that are made and deleted. */
import { armOf, leaving, nothing, stepsOf, unparenthesized } from '../../pseudocode/forms.ts';
import type { Form, Notation } from '../../pseudocode/notation.ts';
import { childCalled, childOf, type Part } from '../../pseudocode/part.ts';
import { type Arm, NOTHING_TOLD } from '../../pseudocode/steps.ts';
import { cNotation } from '../c/notation.ts';

const loopOver: Form = (part, phrasing) => {
  const [item, source] = [childOf(part, 'declarator'), childOf(part, 'right')];
  // A reference is what it refers to.
  const name = item === undefined ? '' : phrasing.phrase(item).replace(/^[&*\s]+/, '');
  const head = `for ${name} in ${source === undefined ? '' : phrasing.phrase(source, 72)}`;
  const steps = stepsOf(childOf(part, 'body'), phrasing);
  return [{ kind: 'compound', arms: [{ word: 'for', head, ...phrasing.told(source), steps }] }];
};

const tries: Form = (part, phrasing) => {
  const arms: Arm[] = [{ word: 'try', head: 'try', ...NOTHING_TOLD, steps: stepsOf(childOf(part, 'body'), phrasing) }];
  for (const clause of part.children) {
    if (clause.type !== 'catch_clause') continue;
    const steps = stepsOf(childCalled(clause, 'body'), phrasing);
    arms.push(armOf('catch', childOf(clause, 'parameters'), steps, phrasing));
  }
  return [{ kind: 'compound', arms }];
};

/** Names with arguments of a template, and what they are the ends of. */
const named: ReadonlySet<string> = new Set([
  'template_function',
  'template_method',
  'template_type',
  'qualified_identifier',
  'field_expression',
]);

/** `make` of `std::make<T>`. */
function withoutArguments(callee: Part | undefined): Part | undefined {
  let at = callee && unparenthesized(callee);
  while (at && named.has(at.type)) {
    const inner = childOf(at, 'field') ?? childOf(at, 'name');
    if (inner === undefined) break;
    at = inner;
  }
  return at;
}

export const cppNotation: Notation = {
  ...cNotation,
  statements: {
    ...cNotation.statements,
    for_range_loop: loopOver,
    try_statement: tries,
    throw_statement: leaving('throw'),
    co_return_statement: leaving('return'),
    co_yield_statement: leaving('yield'),
    using_declaration: nothing,
    alias_declaration: nothing,
    static_assert_declaration: nothing,
    namespace_alias_definition: nothing,
  },
  calls: {
    call_expression: (call) => withoutArguments(childOf(call, 'function')),
    new_expression: (made) => withoutArguments(childOf(made, 'type')),
  },
  closures: { lambda_expression: 'body' },
  definitions: { class_specifier: 'name' },
  strings: new Set([...cNotation.strings, 'raw_string_literal']),
  parts: new Set([...cNotation.parts, ...named, 'catch_clause', 'parameter_list']),
  skipped: new Set([...cNotation.skipped, 'template_argument_list']),
  // A lambda begins with `[`, an object with `new`.
  marks: ['(', '?', '[', 'new'],
};
