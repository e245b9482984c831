/** The parameters of a script, which are its command line. */
import type { SyntaxNode } from 'tree-sitter';
import type { CliOption } from '../../../protocol/cryptex.ts';
import type { FoundCommandLine } from '../language.ts';
import { toolName } from '../toolName.ts';
import { commentBefore, helpOfFile, parameterHelp } from './help.ts';

export function commandLinesOf(root: SyntaxNode, text: string, path: string): readonly FoundCommandLine[] {
  const block = root.namedChildren.find(({ type }) => type === 'param_block');
  if (!block) return [];
  const told = parameterHelp(root, text);
  const parameters = block.descendantsOfType('script_parameter');
  const options = parameters.flatMap((parameter) => optionOf(parameter, text, told) ?? []);
  return [{ name: toolName(path), node: block, description: helpOfFile(root, text)?.text, options }];
}

function optionOf(parameter: SyntaxNode, text: string, told: ReadonlyMap<string, string>): CliOption | undefined {
  const variable = parameter.namedChildren.find(({ type }) => type === 'variable');
  if (!variable) return undefined;
  const name = text.slice(variable.startIndex, variable.endIndex).replace(/[${}]/g, '');
  const names = [`-${name}`];
  let takesValue = true;
  let message: string | undefined;
  for (const attribute of parameter.descendantsOfType('attribute')) {
    const written = text.slice(attribute.startIndex, attribute.endIndex);
    if (/^\[\s*(switch|System\.Management\.Automation\.SwitchParameter)\s*\]$/i.test(written)) takesValue = false;
    if (/^\[\s*Alias\s*\(/i.test(written)) names.push(...literals(attribute, text).map((alias) => `-${alias}`));
    const help = attribute
      .descendantsOfType('attribute_argument')
      .find((argument) => /^HelpMessage\s*=/i.test(text.slice(argument.startIndex, argument.endIndex)));
    if (help) message = literals(help, text)[0];
  }
  const help =
    message ?? told.get(name.toLowerCase()) ?? commentBefore(parameter, text)?.text.replace(/\s+/g, ' ').trim();
  return { names, takesValue, ...(help ? { help } : {}) };
}

function literals(node: SyntaxNode, text: string): string[] {
  return node.descendantsOfType('string_literal').map(({ startIndex, endIndex }) => {
    const written = text.slice(startIndex, endIndex);
    return written.startsWith("'")
      ? written.slice(1, -1).replaceAll("''", "'")
      : written.slice(1, -1).replace(/""|`(.)/g, (_, sign?: string) => sign ?? '"');
  });
}
