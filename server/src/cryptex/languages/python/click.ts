/** Command lines declared with click: functions under `@click.command`, `@click.option`, `@click.argument`. */
import type { SyntaxNode } from 'tree-sitter';
import type { CliOption } from '../../../protocol/cryptex.ts';
import type { FoundCommandLine } from '../language.ts';
import { argumentsOf, calledName, receiverOf, stringsOf } from './arguments.ts';
import { stringValue } from './literals.ts';

/** A command each; those of a group are named after it, and the one that no other stands beside is the tool. */
export function clickLines(root: SyntaxNode, tool: string): FoundCommandLine[] {
  const names = new Map<string, string>();
  const found: FoundCommandLine[] = [];
  for (const node of root.descendantsOfType('decorated_definition')) {
    const definition = node.childForFieldName('definition');
    const own = definition?.childForFieldName('name')?.text;
    const calls = node.namedChildren
      .filter(({ type }) => type === 'decorator')
      .map(({ firstNamedChild }) => firstNamedChild);
    const command = calls.find((call) => call !== null && /^(command|group)$/.test(nameOf(call) ?? ''));
    if (!command || own === undefined) continue;
    const receiver = (command.type === 'call' ? receiverOf(command) : command.childForFieldName('object'))?.text;
    const parent = receiver === undefined ? undefined : names.get(receiver);
    // `@app.command()` of another library is none of click's, unless the group is of this file.
    if (parent === undefined && receiver !== 'click' && receiver !== undefined) continue;
    const given = command.type === 'call' ? argumentsOf(command) : undefined;
    const told = stringsOf(given?.positional ?? [])[0] ?? stringValue(given?.named.get('name'));
    const called = told ?? own.replace(/_(command|cmd|group|grp)$/, '').replaceAll('_', '-');
    const name = parent === undefined ? (found.length === 0 ? tool : called) : `${parent} ${called}`;
    names.set(own, name);
    const description = stringValue(given?.named.get('help'));
    found.push({ name, node, description, options: calls.flatMap((call) => (call ? optionOf(call) : [])) });
  }
  return found;
}

function nameOf(decorator: SyntaxNode): string | undefined {
  if (decorator.type === 'call') return calledName(decorator);
  return decorator.type === 'attribute' ? decorator.childForFieldName('attribute')?.text : decorator.text;
}

function optionOf(call: SyntaxNode): CliOption[] {
  const called = call.type === 'call' ? calledName(call) : undefined;
  if (called !== 'option' && called !== 'argument') return [];
  const { positional, named } = argumentsOf(call);
  const declared = stringsOf(positional);
  // `--shout/--no-shout` is a flag with its opposite; a name without dashes is that of the parameter.
  const spellings = declared
    .filter((name) => called === 'argument' || name.startsWith('-'))
    .flatMap((name) => name.split('/'));
  if (spellings.length === 0) return [];
  const isFlag =
    called === 'option' &&
    (named.get('is_flag')?.text === 'True' ||
      named.get('count')?.text === 'True' ||
      named.has('flag_value') ||
      declared.some((name) => name.startsWith('-') && name.includes('/')));
  const help = stringValue(named.get('help'))?.replace(/\s+/g, ' ').trim();
  const names = spellings.map((name) => name.trim());
  return [{ names, takesValue: !isFlag, ...(help ? { help } : {}) }];
}
