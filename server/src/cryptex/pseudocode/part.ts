/** The part of a syntax tree that pseudocode is made from: one walk of a cursor, which leaves out what nothing is read of. */
import type { SyntaxNode, TreeCursor } from 'tree-sitter';
import type { Notation } from './notation.ts';

export interface Part {
  /** Of the innermost of the nodes that say the same. */
  type: string;
  /** Of the outermost of them. */
  readonly outerType: string;
  readonly field: string | undefined;
  readonly isNamed: boolean;
  readonly isMissing: boolean;
  /** Offsets into the text of the file. */
  start: number;
  end: number;
  /** Empty for a leaf, and for an expression that needn't be looked into. */
  children: Part[];
  /** There is a call, a choice or a closure in it, or it is one. */
  isTelling: boolean;
}

/** Longer expressions are looked into, so that they can be cut at a sensible place. */
const SHORT = 44;
/** Even longer ones without a call are data, such as a table of numbers. */
const DATA = 4000;
/** Nodes that are read of one definition; what is beyond is shown cut. */
const MOST_PARTS = 400_000;

const MISSABLE = new Set([';', '}', ')']);

/** Reads `node` and what is below it. Depth costs no stack. */
export function readPart(node: SyntaxNode, text: string, notation: Notation): Part {
  const cursor = node.walk();
  const types = typesOf(notation);
  const origin = node.startIndex;
  // Only of the node: a mark that the rest of a long file doesn't have would be sought to its end for each definition.
  const own = text.slice(origin, node.endIndex);
  const seekers = notation.marks?.map((mark) => new Seeker(own, mark));
  const mayTell = (start: number, end: number): boolean =>
    seekers === undefined || seekers.some((seeker) => seeker.next(start + 1 - origin) < end - origin);
  const root = partAt(cursor, types);
  const path: Part[] = [root];
  let count = 0;
  if (!cursor.gotoFirstChild()) {
    return root;
  }
  for (;;) {
    const parent = path.at(-1) ?? root;
    const part = partAt(cursor, types);
    if (!notation.skipped.has(part.type)) {
      parent.children.push(part);
      count += 1;
      if (isTelling(part.type, notation)) {
        for (let at = path.length - 1; at >= 0; at -= 1) {
          const outer = path[at];
          if (outer === undefined || outer.isTelling) {
            break;
          }
          outer.isTelling = true;
        }
        part.isTelling = true;
      }
      if (part.isNamed && isRead(part, parent) && cursor.gotoFirstChild()) {
        path.push(part);
        continue;
      }
    }
    while (!cursor.gotoNextSibling()) {
      const done = path.pop();
      if (done !== undefined) {
        unwrap(done, notation);
      }
      if (path.length === 0 || !cursor.gotoParent()) {
        return root;
      }
    }
  }

  function isRead(part: Part, parent: Part): boolean {
    if (Object.hasOwn(notation.definitions, parent.type) && parent !== root) {
      return false;
    }
    if (
      part.isTelling ||
      Object.hasOwn(notation.statements, part.type) ||
      Object.hasOwn(notation.effects, part.type) ||
      Object.hasOwn(notation.definitions, part.type) ||
      notation.parts.has(part.type) ||
      notation.transparent?.[part.type] !== undefined
    ) {
      return true;
    }
    const length = part.end - part.start;
    return count < MOST_PARTS && ((length > SHORT && length < DATA) || mayTell(part.start, part.end));
  }
}

export function childOf(part: Part, field: string): Part | undefined {
  return part.children.find((child) => child.field === field);
}

/** The child of that field, or else of that type. */
export function childCalled(part: Part, name: string): Part | undefined {
  return childOf(part, name) ?? part.children.find((child) => child.outerType === name);
}

export function childrenOf(part: Part, field: string): Part[] {
  return part.children.filter((child) => child.field === field);
}

export function namedChildren(part: Part): Part[] {
  return part.children.filter((child) => child.isNamed);
}

function isTelling(type: string, notation: Notation): boolean {
  return (
    Object.hasOwn(notation.calls, type) ||
    Object.hasOwn(notation.choices, type) ||
    Object.hasOwn(notation.closures, type)
  );
}

/** Grammars wrap an expression in one node for each level of precedence; only the innermost says something. */
function unwrap(part: Part, notation: Notation): void {
  const field = notation.transparent?.[part.type];
  const inner = field === undefined ? undefined : childOf(part, field);
  if (inner !== undefined) {
    Object.assign(part, { type: inner.type, children: inner.children, start: inner.start, end: inner.end });
    part.isTelling = inner.isTelling;
    return;
  }
  const only = part.children[0];
  if (
    part.children.length === 1 &&
    only !== undefined &&
    only.isNamed &&
    only.start === part.start &&
    only.end === part.end &&
    !isTelling(part.type, notation) &&
    !notation.parts.has(part.type) &&
    !Object.hasOwn(notation.statements, part.type) &&
    !Object.hasOwn(notation.definitions, part.type)
  ) {
    part.type = only.type;
    part.children = only.children;
  }
}

interface NodeType {
  readonly type: string;
  readonly isNamed: boolean;
}
const typesByNotation = new WeakMap<Notation, Map<number, NodeType>>();
const fieldsByNotation = new WeakMap<Map<number, NodeType>, Map<number, string>>();

/** Names of types by their number: asking the tree for a number costs much less than for a text. */
function typesOf(notation: Notation): Map<number, NodeType> {
  let types = typesByNotation.get(notation);
  if (types === undefined) {
    types = new Map();
    typesByNotation.set(notation, types);
    fieldsByNotation.set(types, new Map());
  }
  return types;
}

function partAt(cursor: TreeCursor, types: Map<number, NodeType>): Part {
  const id = cursor.nodeTypeId;
  let known = types.get(id);
  if (known === undefined) {
    known = { type: cursor.nodeType, isNamed: cursor.nodeIsNamed };
    types.set(id, known);
  }
  const start = cursor.startIndex;
  const end = cursor.endIndex;
  return {
    type: known.type,
    outerType: known.type,
    isNamed: known.isNamed,
    field: fieldAt(cursor, types),
    isMissing: start === end && MISSABLE.has(known.type) && cursor.nodeIsMissing,
    start,
    end,
    children: [],
    isTelling: false,
  };
}

function fieldAt(cursor: TreeCursor, types: Map<number, NodeType>): string | undefined {
  const id = cursor.currentFieldId;
  if (id === 0) {
    return undefined;
  }
  const fields = fieldsByNotation.get(types);
  let name = fields?.get(id);
  if (name === undefined) {
    name = cursor.currentFieldName;
    fields?.set(id, name);
  }
  return name;
}

/** Finds a text again and again from growing places, without searching any stretch twice. */
class Seeker {
  readonly #text: string;
  readonly #sought: string;
  #from = 0;
  #found = -1;

  constructor(text: string, sought: string) {
    this.#text = text;
    this.#sought = sought;
  }

  next(from: number): number {
    if (from < this.#from || from > this.#found) {
      const found = this.#text.indexOf(this.#sought, from);
      this.#found = found < 0 ? Number.POSITIVE_INFINITY : found;
      this.#from = from;
    }
    return this.#found;
  }
}
