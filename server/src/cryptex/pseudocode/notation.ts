/** How the tree of a language reads as pseudocode. */
import type { SyntaxNode } from 'tree-sitter';

/** What the renderer needs to know of a language. */
export interface Notation {
  /** The types of nodes that are calls; a second walk checks that each one is named in the text. */
  readonly isCall: (node: SyntaxNode) => boolean;
}
