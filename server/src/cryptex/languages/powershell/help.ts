/** Comment-based help, and plain comments that stand in for it. */
import type { SyntaxNode } from 'tree-sitter';
import type { DocComment, FoundDefinition } from '../language.ts';

/** A block comment, or line comments one below the other. */
interface Comment {
  readonly text: string;
  readonly startIndex: number;
  readonly endIndex: number;
  /** Rows, from 0, of the first and the last line. */
  readonly rows: readonly [number, number];
}

const keyword =
  /^\s*\.(SYNOPSIS|DESCRIPTION|PARAMETER|EXAMPLE|INPUTS|OUTPUTS|NOTES|LINK|COMPONENT|ROLE|FUNCTIONALITY|FORWARDHELP\w+|REMOTEHELPRUNSPACE|EXTERNALHELP)\b[ \t]*(.*)$/i;

/**
 * The help of a function: inside, at its start or end, or the comment that ends right above it, with one empty line at
 * most between for help and none for another comment.
 */
export function helpOf({ node, body }: FoundDefinition, text: string): DocComment | undefined {
  const inside = commentsIn(node.namedChildren, text);
  const within = body ? [...inside, ...commentsIn(body.namedChildren, text), ...endComments(body, text)] : inside;
  const help = within.find(({ text: said }) => isHelp(said));
  const before = commentBefore(node, text);
  const found = help ?? before;
  if (!found) return undefined;
  const said = descriptionOf(found.text);
  return said === '' ? undefined : { text: said, startIndex: found.startIndex, endIndex: found.endIndex };
}

/** The help of a script or module: the first comments with help in them, or the first block comment. */
export function helpOfFile(root: SyntaxNode, text: string): DocComment | undefined {
  const comments = fileComments(root, text);
  const found =
    comments.find((comment) => isHelp(comment.text) && !isOfFunction(comment, root)) ??
    comments
      .slice(0, 1)
      .find((comment) => text.startsWith('<#', comment.startIndex) && !/copyright|licen[sc]e/i.test(comment.text));
  const said = found ? descriptionOf(found.text) : '';
  return found && said !== '' ? { text: said, startIndex: found.startIndex, endIndex: found.endIndex } : undefined;
}

/** Texts of `.PARAMETER name` in the help of a script, by the name in lower case. */
export function parameterHelp(root: SyntaxNode, text: string): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const { text: said } of fileComments(root, text)) {
    for (const { name, argument, lines } of sections(said))
      if (name === 'PARAMETER') told.set(argument.toLowerCase(), lines.join(' ').replace(/\s+/g, ' ').trim());
  }
  return told;
}

/** The comment that ends on the line above a node. */
export function commentBefore(node: SyntaxNode, text: string): Comment | undefined {
  const siblings: SyntaxNode[] = [];
  for (let at = node.previousSibling; at?.type === 'comment'; at = at.previousSibling) siblings.unshift(at);
  // The first statement of a list has its comments before the list.
  if (siblings.length === 0 && node.parent?.startIndex === node.startIndex && node.parent.parent)
    return commentBefore(node.parent, text);
  const nearest = commentsIn(siblings, text).at(-1);
  if (!nearest) return undefined;
  const between = text.slice(nearest.endIndex, node.startIndex);
  // Attributes of a class are no code to the tree, nor are they a gap.
  const gap = between.replace(/\[\w[^\r\n]*\][ \t]*\r?\n/g, '').split('\n').length - 1;
  return gap === 1 || (gap === 2 && isHelp(nearest.text)) ? nearest : undefined;
}

function fileComments(root: SyntaxNode, text: string): Comment[] {
  const list = root.namedChildren.find(({ type }) => type === 'statement_list');
  return commentsIn(
    [...root.namedChildren, ...(list?.namedChildren ?? [])].sort((a, b) => a.startIndex - b.startIndex),
    text,
  );
}

function isOfFunction(comment: Comment, root: SyntaxNode): boolean {
  return root
    .descendantsOfType('function_statement')
    .some(({ startPosition }) => startPosition.row > comment.rows[1] && startPosition.row - comment.rows[1] <= 2);
}

function endComments(body: SyntaxNode, text: string): Comment[] {
  const last = body.namedChildren.at(-1);
  return last ? commentsIn(last.namedChildren, text) : [];
}

/** What stands before a list's first statement belongs to the comments as well. */
function commentsIn(nodes: readonly SyntaxNode[], text: string): Comment[] {
  const comments: Comment[] = [];
  for (const node of nodes) {
    const written = text.slice(node.startIndex, node.endIndex);
    // `using` statements are comments to the grammar only.
    if (node.type !== 'comment' || !/^<?#/.test(written)) continue;
    const rows = [node.startPosition.row, node.endPosition.row] as const;
    const isBlock = written.startsWith('<#');
    const words = isBlock ? written.replace(/^<#+|#+>$/g, '') : written.replace(/^#+ ?/, '');
    const above = comments.at(-1);
    const continues = above && !isBlock && !text.startsWith('<#', above.startIndex) && above.rows[1] === rows[0] - 1;
    if (continues)
      comments.splice(-1, 1, {
        text: `${above.text}\n${words}`,
        startIndex: above.startIndex,
        endIndex: node.endIndex,
        rows: [above.rows[0], rows[1]],
      });
    else comments.push({ text: words, startIndex: node.startIndex, endIndex: node.endIndex, rows });
  }
  return comments;
}

function isHelp(comment: string): boolean {
  return comment.split('\n').some((line) => keyword.test(line));
}

interface Section {
  readonly name: string;
  readonly argument: string;
  readonly lines: string[];
}

function sections(comment: string): Section[] {
  const found: Section[] = [];
  for (const line of comment.split(/\r?\n/)) {
    const [, name, argument = ''] = keyword.exec(line) ?? [];
    if (name !== undefined) {
      const isParameter = name.toUpperCase() === 'PARAMETER';
      found.push({ name: name.toUpperCase(), argument: argument.trim(), lines: isParameter ? [] : [argument.trim()] });
    } else found.at(-1)?.lines.push(line.trim());
  }
  return found;
}

/** The synopsis, else the description; of a comment without such sections all, less rulers. */
function descriptionOf(comment: string): string {
  const told = sections(comment);
  const section = (name: string): string =>
    (told.find((candidate) => candidate.name === name)?.lines.join('\n') ?? '').trim();
  if (told.length > 0) return section('SYNOPSIS') || section('DESCRIPTION');
  const lines = comment.split(/\r?\n/).map((line) => line.trim());
  return lines
    .filter(
      (line) => !/^(requires\b|region\b|endregion\b|!)/i.test(line) && (line === '' || /[\p{L}\p{N}]/u.test(line)),
    )
    .join('\n')
    .trim();
}
