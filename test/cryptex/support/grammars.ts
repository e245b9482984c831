/** The grammars of the dictionary's languages, and the functions of a source. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import Parser, { type SyntaxNode } from 'tree-sitter';
import type { FoundDefinition } from '../../../server/src/cryptex/languages/language.ts';
import { cNotation } from '../../../server/src/cryptex/languages/c/notation.ts';
import { powershellNotation } from '../../../server/src/cryptex/languages/powershell/notation.ts';
import { pythonNotation } from '../../../server/src/cryptex/languages/python/notation.ts';
import type { Notation } from '../../../server/src/cryptex/pseudocode/notation.ts';

export type Tongue = 'c' | 'python' | 'powershell';

interface Grammar {
  readonly package: string;
  readonly notation: Notation;
  readonly functions: readonly string[];
  readonly bodyOf: (node: SyntaxNode) => SyntaxNode | null;
}

const body = (node: SyntaxNode): SyntaxNode | null => node.childForFieldName('body');

const GRAMMARS: Readonly<Record<Tongue, Grammar>> = {
  c: { package: 'tree-sitter-c', notation: cNotation, functions: ['function_definition'], bodyOf: body },
  python: {
    package: 'tree-sitter-python',
    notation: pythonNotation,
    functions: ['function_definition'],
    bodyOf: body,
  },
  powershell: {
    package: 'tree-sitter-powershell',
    notation: powershellNotation,
    functions: ['function_statement'],
    bodyOf: (node) => node.namedChildren.find(({ type }) => type === 'script_block') ?? null,
  },
};

const require = createRequire(import.meta.url);
const parsers = new Map<Tongue, Parser>();

function parserOf(language: Tongue): Parser {
  let parser = parsers.get(language);
  if (parser === undefined) {
    const folder = path.dirname(require.resolve(`${GRAMMARS[language].package}/package.json`));
    const prebuilt = path.join(folder, 'prebuilds', `${process.platform}-${process.arch}`);
    const file = readdirSync(prebuilt).find((name) => name.endsWith('.node'));
    const binding = require(path.join(prebuilt, file ?? '')) as Parser.Language;
    const nodeTypeInfo: unknown = JSON.parse(readFileSync(path.join(folder, 'src', 'node-types.json'), 'utf8'));
    parser = new Parser();
    parser.setLanguage({ ...binding, nodeTypeInfo } as Parser.Language);
    parsers.set(language, parser);
  }
  return parser;
}

export interface SourceFunctions {
  readonly text: string;
  readonly notation: Notation;
  readonly found: readonly (FoundDefinition & { readonly body: SyntaxNode })[];
}

/** Every function of a source that has a body. */
export function functionsOf(language: Tongue, text: string): SourceFunctions {
  const { notation, functions, bodyOf } = GRAMMARS[language];
  const tree = parserOf(language).parse(text, undefined, { bufferSize: text.length * 2 + 1024 });
  const found = tree.rootNode.descendantsOfType([...functions]).flatMap((node) => {
    const inside = bodyOf(node);
    return inside === null ? [] : [{ kind: 'function' as const, node, nameNode: undefined, body: inside, outer: [] }];
  });
  return { text, notation, found };
}
