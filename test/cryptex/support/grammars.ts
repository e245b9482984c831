/** The functions of a source, as the dictionary's grammars read it. */
import Parser, { type SyntaxNode } from 'tree-sitter';
import { c } from '../../../server/src/cryptex/languages/c/c.ts';
import { cpp } from '../../../server/src/cryptex/languages/cpp/cpp.ts';
import { javascript } from '../../../server/src/cryptex/languages/javascript/javascript.ts';
import type { FoundDefinition, Language } from '../../../server/src/cryptex/languages/language.ts';
import { powershell } from '../../../server/src/cryptex/languages/powershell/powershell.ts';
import { python } from '../../../server/src/cryptex/languages/python/python.ts';
import { rust } from '../../../server/src/cryptex/languages/rust/rust.ts';
import { typescript } from '../../../server/src/cryptex/languages/typescript/typescript.ts';
import type { Notation } from '../../../server/src/cryptex/pseudocode/notation.ts';

export type Tongue = 'c' | 'cpp' | 'python' | 'powershell' | 'rust' | 'typescript' | 'javascript';

interface Grammar {
  readonly language: Language;
  readonly functions: readonly string[];
}

const ofEcmascript = ['function_declaration', 'generator_function_declaration', 'method_definition'];

const grammars: Readonly<Record<Tongue, Grammar>> = {
  c: { language: c, functions: ['function_definition'] },
  cpp: { language: cpp, functions: ['function_definition'] },
  python: { language: python, functions: ['function_definition'] },
  powershell: { language: powershell, functions: ['function_statement'] },
  rust: { language: rust, functions: ['function_item'] },
  typescript: { language: typescript, functions: ofEcmascript },
  javascript: { language: javascript, functions: ofEcmascript },
};

const parsers = new Map<Tongue, Parser>();

function parserOf(language: Tongue): Parser {
  let parser = parsers.get(language);
  if (parser === undefined) {
    parser = new Parser();
    parser.setLanguage(grammars[language].language.grammar());
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
export function functionsOf(tongue: Tongue, text: string): SourceFunctions {
  const { language, functions } = grammars[tongue];
  const { notation } = language;
  if (!notation) throw new Error(`${tongue} has no notation.`);
  const tree = parserOf(tongue).parse(language.legible?.(text) ?? text, undefined, {
    bufferSize: text.length * 2 + 1024,
  });
  const found = tree.rootNode.descendantsOfType([...functions]).flatMap((node) => {
    const inside = node.childForFieldName('body') ?? node.namedChildren.find(({ type }) => type === 'script_block');
    return inside ? [{ kind: 'function' as const, node, nameNode: undefined, body: inside, outer: [] }] : [];
  });
  return { text, notation, found };
}
