/** The texts, numbers and foreign functions in each definition of a file, and what markers say of it. */
import type { Tree } from 'tree-sitter';
import type { Reference } from '../../protocol/cryptex.ts';
import type { Fingerprint } from '../fingerprint.ts';
import type { LoadedLanguage } from '../languages/loadLanguage.ts';
import type { Definition } from './findDefinitions.ts';
import type { SourceText, TextRange } from './sourceText.ts';

/** What one definition has, without what is in those inside of it. */
export type Traits = Pick<Fingerprint, 'strings' | 'numbers' | 'bound' | 'ports'>;

export interface FileTraits {
  /** Outside of all definitions. */
  readonly module: Traits;
  readonly of: (definition: Definition) => Traits;
}

class Collected implements Traits {
  readonly #strings = new Set<string>();
  readonly #numbers = new Set<string>();
  readonly #bound = new Set<string>();
  readonly #ports = new Set<string>();

  get strings(): string[] {
    return [...this.#strings];
  }

  get numbers(): string[] {
    return [...this.#numbers];
  }

  get bound(): string[] {
    return [...this.#bound];
  }

  get ports(): string[] {
    return [...this.#ports];
  }

  addString(words: string): void {
    if (words.length >= shortest && this.#strings.size < mostItems) this.#strings.add(words.slice(0, longest));
  }

  addNumber(digits: string): void {
    if (this.#numbers.size < mostItems) this.#numbers.add(digits);
  }

  bind(name: string): void {
    this.#bound.add(name);
  }

  port(place: string): void {
    this.#ports.add(place);
  }
}

/** Characters of a text. */
const shortest = 3;
const longest = 160;
/** Of a definition: tables of many thousand texts are no trait of a function. */
const mostItems = 64;
/** Numbers up to this are everywhere. */
const smallNumber = 16n;

const marker =
  /(?:^|[\s*/#!@])@?ports?(?::|\s)\s*(\S+#[\w$:.~-]+|[\w./-]+\.(?:c|h|cc|cpp|hpp|py|psm?1|pl|sh))(?=\s|$)/gim;
const docAttribute = /#\[doc\s*(?:\(\s*alias\s*=\s*"([\w.]+)"\s*\)|=\s*"\s*@?ports?:?\s+(\S+?)\s*")\s*\]/g;
/** Libraries through which functions of C are called. */
const foreignCalls = /\b(?:koffi|ffi-napi|DllImport|cffi|ctypes)\b/;

export function findFingerprints(
  { queries }: LoadedLanguage,
  tree: Tree,
  source: SourceText,
  definitions: readonly Definition[],
): FileTraits {
  const { text } = source;
  const module = new Collected();
  const byDefinition = new Map<Definition, Collected>(definitions.map((one) => [one, new Collected()]));
  const at = innermost(definitions);
  const callsForeign = foreignCalls.test(text);
  const traitsAt = (index: number): Collected => {
    const definition = at(index);
    return (definition && byDefinition.get(definition)) ?? module;
  };
  for (const { name: capture, node } of queries.fingerprints.captures(tree.rootNode)) {
    const { startIndex, endIndex } = node;
    const written = text.slice(startIndex, Math.min(endIndex, startIndex + 4096));
    const traits = traitsAt(startIndex);
    if (capture === 'bound') traits.bind(written);
    else if (capture === 'bound.called' && callsForeign) traits.bind(written);
    else if (capture === 'number') addNumber(traits, written);
    else if (capture === 'string' && node.parent?.type !== 'expression_statement') {
      traits.addString(wordsOfText(written));
      if (callsForeign) for (const name of prototypesIn(written)) traits.bind(name);
    }
  }
  markers(source, definitions, (index) => traitsAt(index));
  return { module, of: (definition) => byDefinition.get(definition) ?? module };
}

/** Without quotes and prefixes, with spaces for all that is no letter or digit, and for what is filled in. */
export function wordsOfText(literal: string): string {
  return literal
    .replace(/^[a-zA-Z]{1,3}(?=["'#])/, '')
    .replace(/\\(?:[nrtfv0]|x[0-9a-fA-F]{2}|u\{?[0-9a-fA-F]{4,6}\}?)/g, ' ')
    .replace(/%[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j|t)?[a-zA-Z]|\$?\{[^{}"']*\}|\$\w+/g, ' ')
    .replace(/[^\p{L}\p{N}_]+/gu, ' ')
    .trim()
    .toLowerCase();
}

function addNumber(traits: Collected, written: string): void {
  const bare = written
    .replace(/_(?:[iu](?:8|16|32|64|128|size)|f32|f64)$|_/g, '')
    .replace(/(?:[iu](?:8|16|32|64|128|size)|[uUlLzZ]+)$/, '');
  if (!/^(?:0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|0[0-7]*|[1-9]\d*)$/.test(bare)) return;
  const value = BigInt(/^0[0-7]+$/.test(bare) ? `0o${bare}` : bare);
  if (value > smallNumber) traits.addNumber(String(value));
}

/** `int yr_initialize(void)` in a text that a binding is made from, or a name alone. */
function prototypesIn(literal: string): string[] {
  const inside = literal.replace(/^\W+|\W+$/g, '');
  if (/^[A-Za-z_]\w*$/.test(inside)) return [inside];
  return [...literal.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].map(([, name = '']) => name);
}

/** A marker belongs to the definition around it, or to the one that it stands before. */
function markers(
  { text, comments }: SourceText,
  definitions: readonly Definition[],
  traitsAt: (index: number) => Collected,
): void {
  for (const comment of comments) {
    for (const [, place = ''] of text.slice(comment.startIndex, comment.endIndex).matchAll(marker))
      traitsAt(subjectOf(comment, text, comments, definitions)).port(place);
  }
  for (const match of text.matchAll(docAttribute)) traitsAt(match.index).port(match[1] ?? match[2] ?? '');
}

/** An index inside of what a comment is about. */
function subjectOf(
  comment: TextRange,
  text: string,
  comments: readonly TextRange[],
  definitions: readonly Definition[],
): number {
  const next = definitions.find(({ extent }) => extent.startIndex >= comment.endIndex);
  if (!next) return comment.startIndex;
  let at = comment.endIndex;
  for (const other of comments) {
    if (other.startIndex < at || other.startIndex >= next.extent.startIndex) continue;
    if (text.slice(at, other.startIndex).trim() !== '') return comment.startIndex;
    at = other.endIndex;
  }
  return text.slice(at, next.extent.startIndex).trim() === '' ? next.extent.startIndex : comment.startIndex;
}

/** Answers the innermost definition at an index, for indexes in any order. */
function innermost(definitions: readonly Definition[]): (index: number) => Definition | undefined {
  return (index) => {
    let low = 0;
    let high = definitions.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((definitions[middle]?.extent.startIndex ?? 0) <= index) low = middle + 1;
      else high = middle;
    }
    for (let at = low - 1; at >= 0; at -= 1) {
      const definition = definitions[at];
      if (definition && definition.extent.endIndex > index) return definition;
      if (definition?.found.outer.length === 0) return undefined;
    }
    return undefined;
  };
}

/** Of a definition, together with what was found otherwise. */
export function fingerprintOf(
  traits: Traits,
  references: readonly Reference[],
  parameters: number | undefined,
): Fingerprint {
  const calls = references.filter(({ kind }) => kind === 'call').map(({ name }) => name.slice(-longest));
  const { strings, numbers, bound, ports } = traits;
  return { parameters, strings, numbers, calls: calls.slice(0, mostItems * 2), bound, ports };
}
