/** Command lines declared with argparse, or with optparse, which came before it. */
import type { SyntaxNode } from 'tree-sitter';
import type { CliOption } from '../../../protocol/cryptex.ts';
import type { FoundCommandLine } from '../language.ts';
import { argumentsOf, calledName, functionAround, receiverOf, stringsOf, type Arguments } from './arguments.ts';
import { stringValue } from './literals.ts';

/** A parser of options while its declarations are read, or what `add_subparsers` gives. */
interface Parser {
  readonly name: string;
  readonly node: SyntaxNode;
  readonly description: string | undefined;
  readonly options: CliOption[];
  /** Where its subcommands are told, in `options`, once it has some. */
  commands: { at: number; readonly names: string[]; readonly metavar: string | undefined } | undefined;
}

/**
 * The parsers of a file, each with the options that are added to it: directly, to a group of it, or in a function that
 * it is handed to. Options that a function adds to a parser from elsewhere are the file's own.
 */
export function argparseLines(root: SyntaxNode, tool: string): FoundCommandLine[] {
  const calls = root.descendantsOfType('call');
  const reader = new Reader(calls, tool);
  for (const call of calls) reader.declare(call);
  for (const call of calls) reader.addOption(call);
  return reader.parsers.map(({ name, node, description, options }) => ({ name, node, description, options }));
}

class Reader {
  readonly parsers: Parser[] = [];
  readonly #calls: readonly SyntaxNode[];
  readonly #tool: string;
  /** What a call of the file answers, by the call's start and end: `a.b()` begins where `a.b().c()` does. */
  readonly #results = new Map<string, Parser>();
  /** Of a function or the file: names with their parsers. */
  readonly #variables = new Map<number, Map<string, Parser>>();
  #elsewhere: Parser | undefined;

  constructor(calls: readonly SyntaxNode[], tool: string) {
    this.#calls = calls;
    this.#tool = tool;
  }

  declare(call: SyntaxNode): void {
    const parser = this.#declared(call, calledName(call) ?? '');
    if (!parser) return;
    this.#results.set(key(call), parser);
    const assignment = call.parent?.type === 'assignment' ? call.parent : undefined;
    const left = assignment?.childForFieldName('left');
    if (!left) return;
    // An attribute such as `self.parser` is seen in other functions of the file as well.
    const scope = left.type === 'identifier' ? functionAround(call).id : 0;
    const names = this.#variables.get(scope) ?? new Map<string, Parser>();
    this.#variables.set(scope, names.set(left.text, parser));
  }

  #declared(call: SyntaxNode, called: string): Parser | undefined {
    const given = argumentsOf(call);
    if (called.endsWith('ArgumentParser') || called === 'OptionParser') return this.#begin(call, called, given);
    const receiver = receiverOf(call);
    switch (called) {
      case 'add_subparsers': {
        const parser = receiver && this.#parserOf(receiver);
        if (parser && !parser.commands) {
          const metavar = stringValue(given.named.get('metavar'));
          parser.commands = { at: parser.options.length, names: [], metavar };
          parser.options.push({ names: [metavar ?? '{}'], takesValue: true, ...help(given) });
        }
        return parser;
      }
      case 'add_parser': {
        const [command] = stringsOf(given.positional);
        const parent = receiver && this.#parserOf(receiver);
        if (!parent || command === undefined) return undefined;
        parent.commands?.names.push(command);
        return this.#add(`${parent.name} ${command}`, call, given, ['-h', '--help']);
      }
      case 'add_argument_group':
      case 'add_mutually_exclusive_group':
      case 'add_option_group':
        return receiver && this.#parserOf(receiver);
      case 'OptionGroup':
        return given.positional[0] && this.#parserOf(given.positional[0]);
      default:
        return undefined;
    }
  }

  #begin(call: SyntaxNode, called: string, given: Arguments): Parser {
    const named = stringValue(given.named.get('prog') ?? (called === 'OptionParser' ? undefined : given.positional[0]));
    const own = call.childForFieldName('function')?.text;
    const helps = given.named.get('add_help')?.text !== 'False' && given.named.get('add_help_option')?.text !== 'False';
    const parser = this.#add(named ?? this.#tool, call, given, helps ? ['-h', '--help'] : []);
    if (called === 'OptionParser' && own !== undefined && given.named.has('version'))
      parser.options.unshift({
        names: ['--version'],
        takesValue: false,
        help: "show program's version number and exit",
      });
    return parser;
  }

  #add(name: string, call: SyntaxNode, given: Arguments, helpNames: readonly string[]): Parser {
    const options: CliOption[] =
      helpNames.length === 0
        ? []
        : [{ names: [...helpNames], takesValue: false, help: 'show this help message and exit' }];
    const description = stringValue(given.named.get('description') ?? given.named.get('help'));
    const parser: Parser = { name, node: call, description, options, commands: undefined };
    this.parsers.push(parser);
    return parser;
  }

  addOption(call: SyntaxNode): void {
    const called = calledName(call);
    if (called !== 'add_argument' && called !== 'add_option') return;
    const receiver = receiverOf(call);
    const given = argumentsOf(call);
    const names = stringsOf(given.positional);
    if (!receiver || names.length === 0) return;
    const parser = this.#parserOf(receiver) ?? this.#unknown(call, receiver);
    const option = optionOf(names, given, called);
    // Subcommands may be declared before other options; the help tells them in the order of the code.
    if (parser) parser.options.push(option);
  }

  #parserOf(node: SyntaxNode, depth = 0): Parser | undefined {
    if (node.type === 'call') return this.#results.get(key(node));
    for (let scope = functionAround(node); ; scope = functionAround(scope)) {
      const found = this.#variables.get(scope.id)?.get(node.text) ?? this.#handedTo(scope, node.text, depth);
      if (found) return found;
      if (!scope.parent) return this.#variables.get(0)?.get(node.text);
    }
  }

  /** The parser that another function of the file hands to this one as the parameter of that name. */
  #handedTo(scope: SyntaxNode, name: string, depth: number): Parser | undefined {
    const parameters = scope.childForFieldName('parameters')?.namedChildren ?? [];
    const at = parameters.findIndex((parameter) => (parameter.firstNamedChild ?? parameter).text === name);
    if (at === -1 || depth > 4) return undefined;
    const own = scope.childForFieldName('name')?.text;
    const isMethod = parameters[0]?.text === 'self' || parameters[0]?.text === 'cls';
    for (const call of this.#calls) {
      if (calledName(call) !== own) continue;
      const given = argumentsOf(call);
      const value = given.named.get(name) ?? given.positional[at - (isMethod ? 1 : 0)];
      const parser = value && this.#parserOf(value, depth + 1);
      if (parser) return parser;
    }
    return undefined;
  }

  /** For a parameter whose parser comes from another file, as with the commands of Django. */
  #unknown(call: SyntaxNode, receiver: SyntaxNode): Parser | undefined {
    const scope = functionAround(call);
    const parameters = scope.childForFieldName('parameters')?.namedChildren ?? [];
    if (!parameters.some((parameter) => (parameter.firstNamedChild ?? parameter).text === receiver.text))
      return undefined;
    if (this.#elsewhere) return this.#elsewhere;
    this.#elsewhere = { name: this.#tool, node: scope, description: undefined, options: [], commands: undefined };
    this.parsers.push(this.#elsewhere);
    return this.#elsewhere;
  }
}

function key(call: SyntaxNode): string {
  return `${call.startIndex}-${call.endIndex}`;
}

/** Actions that take no value from the command line. */
const flags = /^(store_true|store_false|store_const|append_const|count|help|version|callback)$/;

function optionOf(names: readonly string[], given: Arguments, called: string): CliOption {
  const action = given.named.get('action');
  const actionName = stringValue(action);
  const isFlag =
    (actionName !== undefined && flags.test(actionName)) ||
    given.named.get('nargs')?.text === '0' ||
    (action?.text.endsWith('BooleanOptionalAction') ?? false);
  const negated = action?.text.endsWith('BooleanOptionalAction')
    ? names.filter((name) => name.startsWith('--')).map((name) => `--no-${name.slice(2)}`)
    : [];
  const takesValue = called === 'add_option' ? !isFlag || given.named.has('type') : !isFlag;
  return { names: [...names, ...negated], takesValue, ...help(given) };
}

/** The help as argparse prints it, where the default that it tells is a literal. */
function help(given: Arguments): { help?: string } {
  const value = stringValue(given.named.get('help'));
  if (value === undefined) return {};
  const fallback = given.named.get('default');
  const told =
    fallback === undefined
      ? undefined
      : (stringValue(fallback) ?? (/^[\w.+-]+$/.test(fallback.text) ? fallback.text : undefined));
  const text = value
    .replace(/%\(default\)s|%default/g, (written) => told ?? written)
    .replaceAll('%%', '%')
    .replace(/\s+/g, ' ')
    .trim();
  return text === '' ? {} : { help: text };
}
