/** Command lines declared with clap's derive macros. */
import type { SyntaxNode } from 'tree-sitter';
import type { CliOption } from '../../../protocol/cryptex.ts';
import type { FoundCommandLine } from '../language.ts';
import { toolName } from '../toolName.ts';
import { attributesOf, docOf } from './docs.ts';

/** A tool for each type that derives `Parser`, and one for each subcommand in an enum of the same file. */
export function commandLinesOf(root: SyntaxNode, text: string, path: string): readonly FoundCommandLine[] {
  if (!/\bderive\s*\([^)]*\b(Parser|StructOpt)\b/.test(text)) return [];
  const items = root.descendantsOfType(['struct_item', 'enum_item']);
  const byName = new Map(items.map((item) => [item.childForFieldName('name')?.text ?? '', item]));
  const reader = new Reader(byName, text);
  for (const item of items) {
    const derived = attributesOf(item).find(({ text: written }) =>
      /^#\[derive\b[^]*\b(Parser|StructOpt)\b/.test(written),
    );
    if (!derived) continue;
    const named = settingsOf(item).get('name');
    reader.read(item, named ?? toolName(path), descriptionOf(item, text), 0);
  }
  return reader.found;
}

class Reader {
  readonly found: FoundCommandLine[] = [];
  readonly #types: ReadonlyMap<string, SyntaxNode>;
  readonly #text: string;

  constructor(types: ReadonlyMap<string, SyntaxNode>, text: string) {
    this.#types = types;
    this.#text = text;
  }

  /** A type can name itself among its fields, so the depth has an end. */
  read(item: SyntaxNode, name: string, description: string | undefined, depth: number): void {
    if (depth > 6) return;
    if (item.type === 'enum_item') {
      this.#commands(item, name, depth);
      return;
    }
    const options: CliOption[] = [];
    const commands: SyntaxNode[] = [];
    this.#fields(item.childForFieldName('body'), options, commands, depth);
    this.found.push({ name, node: item, description, options });
    for (const command of commands) this.#commands(command, name, depth + 1);
  }

  #fields(body: SyntaxNode | null, options: CliOption[], commands: SyntaxNode[], depth: number): void {
    for (const field of body?.namedChildren ?? []) {
      if (field.type !== 'field_declaration') continue;
      const settings = settingsOf(field);
      const type = field.childForFieldName('type')?.text.replace(/^Option<(.*)>$/, '$1') ?? '';
      const known = this.#types.get(type);
      if (settings.has('subcommand')) {
        if (known) commands.push(known);
      } else if (settings.has('flatten')) {
        if (known && depth < 6) this.#fields(known.childForFieldName('body'), options, commands, depth + 1);
      } else if (!settings.has('skip')) options.push(optionOf(field, type, settings, this.#text));
    }
  }

  #commands(item: SyntaxNode, tool: string, depth: number): void {
    for (const variant of item.childForFieldName('body')?.namedChildren ?? []) {
      if (variant.type !== 'enum_variant') continue;
      const name = `${tool} ${settingsOf(variant).get('name') ?? kebab(variant.childForFieldName('name')?.text ?? '')}`;
      const body = variant.childForFieldName('body');
      const description = descriptionOf(variant, this.#text);
      const held =
        body?.type === 'ordered_field_declaration_list' ? this.#types.get(body.firstNamedChild?.text ?? '') : undefined;
      if (held) {
        this.read(held, name, description, depth + 1);
        continue;
      }
      const options: CliOption[] = [];
      const commands: SyntaxNode[] = [];
      this.#fields(body, options, commands, depth);
      this.found.push({ name, node: variant, description, options });
      for (const command of commands) this.#commands(command, name, depth + 1);
    }
  }
}

function descriptionOf(item: SyntaxNode, text: string): string | undefined {
  return settingsOf(item).get('about') ?? docText(item, text);
}

function docText(node: SyntaxNode, text: string): string | undefined {
  const found = { kind: 'struct', node, nameNode: undefined, body: undefined, outer: [] } as const;
  return docOf(found, text)?.text.replace(/\s+/g, ' ');
}

function optionOf(field: SyntaxNode, type: string, settings: ReadonlyMap<string, string>, text: string): CliOption {
  const name = field.childForFieldName('name')?.text ?? '';
  const short = settings.get('short');
  const long = settings.get('long');
  const names = [
    ...(short === undefined ? [] : [`-${short || name.charAt(0)}`]),
    ...(long === undefined ? [] : [`--${long || kebab(name)}`]),
  ];
  const isFlag = names.length > 0 && (type === 'bool' || /Count|SetTrue|SetFalse/.test(settings.get('action') ?? ''));
  const help = settings.get('help') ?? docText(field, text);
  return {
    names: names.length > 0 ? names : [settings.get('value_name') ?? name],
    takesValue: !isFlag,
    ...(help === undefined ? {} : { help }),
  };
}

/** `short = 's', long` of its attributes; a setting without a value has an empty text. */
function settingsOf(node: SyntaxNode): ReadonlyMap<string, string> {
  const settings = new Map<string, string>();
  for (const attribute of attributesOf(node)) {
    const [, given = ''] = /^#\[(?:arg|clap|command|structopt|group)\s*\(([^]*)\)\s*\]$/.exec(attribute.text) ?? [];
    for (const [, key = '', , string, char, other] of given.matchAll(
      /(\w+)(\s*=\s*(?:"((?:[^"\\]|\\.)*)"|'(.)'|([\w:]+(?:\([^()]*\))?)))?(?=\s*(?:,|\(|$))/g,
    ))
      settings.set(key, string ?? char ?? other ?? '');
  }
  return settings;
}

function kebab(name: string): string {
  return name
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .replaceAll('_', '-')
    .toLowerCase();
}
