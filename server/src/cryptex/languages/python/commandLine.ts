/** Options of command lines that Python code declares with argparse, optparse and click. */
import type { SyntaxNode } from 'tree-sitter';
import type { FoundCommandLine } from '../language.ts';
import { toolName } from '../toolName.ts';
import { argparseLines } from './argparse.ts';
import { clickLines } from './click.ts';

export function commandLinesOf(root: SyntaxNode, text: string, path: string): readonly FoundCommandLine[] {
  // Most files declare none, and looking at every call of them would cost more than all else.
  const parsers = /\badd_(argument|option|parser)\b/.test(text) ? argparseLines(root, toolName(path)) : [];
  const clicks = /\bclick\b/.test(text) ? clickLines(root, toolName(path)) : [];
  return [...parsers, ...clicks];
}
