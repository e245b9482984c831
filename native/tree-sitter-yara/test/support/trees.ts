import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import Parser from 'tree-sitter';

const require = createRequire(import.meta.url);

export const language = require(
  fileURLToPath(new URL('../../build/Release/tree_sitter_yara_binding.node', import.meta.url)),
) as Parser.Language;

const parser = new Parser();
parser.setLanguage(language);

/** Parses in pieces, as an editor does: a string of more than 32 KB can't be given whole. */
export function parse(text: string, old?: Parser.Tree): Parser.Tree {
  return parser.parse((index) => text.slice(index, index + 4096), old);
}

export interface Rule {
  readonly name: string;
  /** The first and the last line, counted from 0. */
  readonly first: number;
  readonly last: number;
  readonly hasError: boolean;
}

/** The rules of a tree that are nodes of their own at the top. */
export function rulesOf(tree: Parser.Tree): Rule[] {
  return tree.rootNode.namedChildren
    .filter((node) => node.type === 'rule_declaration')
    .map((node) => ({
      name: node.childForFieldName('name')?.text ?? '',
      first: node.startPosition.row,
      last: node.endPosition.row,
      hasError: node.hasError,
    }));
}

/** ERROR and MISSING nodes, outermost first, with their lines counted from 0. */
export function errorsOf(tree: Parser.Tree): { first: number; last: number; type: string }[] {
  const errors: { first: number; last: number; type: string }[] = [];
  const visit = (node: Parser.SyntaxNode): void => {
    if (node.isError || node.isMissing) {
      errors.push({ first: node.startPosition.row, last: node.endPosition.row, type: node.type });
    } else if (node.hasError) {
      for (const child of node.children) visit(child);
    }
  };
  visit(tree.rootNode);
  return errors;
}
