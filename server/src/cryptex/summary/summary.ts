/** What a definition is for, in a sentence. */
import type { CliOption, ExtractedSymbol } from '../../protocol/cryptex.ts';
import type { FoundDefinition } from '../languages/language.ts';
import type { Step } from '../pseudocode/steps.ts';
import {
  classSentence,
  cliSentence,
  enumSentence,
  macroSentence,
  membersOf,
  moduleSentence,
  structSentence,
} from './declared.ts';
import { derivedSentence } from './derived.ts';
import { firstSentence } from './firstSentence.ts';
import { cutAtWord, harmless, LONGEST, shortCode } from './words.ts';

export interface Summarized {
  readonly found: FoundDefinition;
  readonly name: string;
  /** The doc comment without its signs. */
  readonly doc: string | undefined;
  /** What the body does. */
  readonly steps: readonly Step[];
  /** What stands for the pseudocode of a language without statements. */
  readonly laidOut?: string;
  /** Of the whole file. */
  readonly text: string;
  /** Names of what a module or script defines. */
  readonly inside?: readonly string[];
  /** Of a command line. */
  readonly options?: readonly CliOption[];
}

/**
 * The first sentence of the documentation; without one, a sentence on what the body does or what is declared. One
 * sentence of at most 160 characters.
 */
export function summaryOf(about: Summarized): ExtractedSymbol['summary'] {
  const said = about.doc === undefined ? undefined : firstSentence(about.doc, about.name);
  return said === undefined
    ? { text: harmless(derivedText(about)), source: 'derived' }
    : { text: harmless(said), source: 'doc' };
}

function derivedText(about: Summarized): string {
  const { found, name, steps, text, inside = [], options = [] } = about;
  const { body, node } = found;
  switch (found.kind) {
    case 'function':
    case 'method':
      return body === undefined ? 'Only declared here.' : derivedSentence(steps, name);
    case 'struct':
    case 'union':
      return structSentence(found.kind, membersOf(body ?? node)) ?? 'Declares no fields.';
    case 'enum':
      return enumSentence(membersOf(body ?? node)) ?? 'Declares no values.';
    case 'class':
      return classSentence(membersOf(body ?? node), basesOf(found, text)) ?? 'Declares no members.';
    case 'macro':
      return macroSentence(macroValue(found, text)) ?? 'Expands to nothing.';
    case 'module':
    case 'script': {
      const run = steps.filter((step) => step.kind === 'compound' || (step.kind === 'act' && step.role === 'call'));
      return run.length > 0 && (found.kind === 'script' || inside.length === 0)
        ? derivedSentence(steps, name)
        : moduleSentence(inside);
    }
    case 'cli':
      return cliSentence(options);
    case 'rule':
      return ruleSentence(about);
  }
}

/** What a class is made from, as the source writes it. */
function basesOf({ node, body }: FoundDefinition, text: string): string {
  const bases =
    node.childForFieldName('superclasses') ??
    node.childForFieldName('superclass') ??
    node.namedChildren.find(({ type }) => type === 'base_class_clause' || type === 'class_heritage');
  if (!bases) {
    const head = text.slice(node.startIndex, body?.startIndex ?? node.startIndex);
    return /^class\s+\w+\s*:\s*([^{]+)/i.exec(head)?.[1]?.trim() ?? '';
  }
  return text
    .slice(bases.startIndex, bases.endIndex)
    .replace(/^\((.*)\)$/s, '$1')
    .replace(/^(?::|extends)\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

function macroValue({ node }: FoundDefinition, text: string): string {
  const value = node.childForFieldName('value');
  const parameters = node.childForFieldName('parameters');
  return value === null
    ? text.slice(parameters?.endIndex ?? node.endIndex, node.endIndex)
    : text.slice(value.startIndex, value.endIndex);
}

/** What a rule looks for. */
function ruleSentence({ found, laidOut }: Summarized): string {
  const patterns = found.node.descendantsOfType('pattern_declaration').length;
  const condition = (laidOut ?? '').replace(/\s+/g, ' ').trim();
  const looks =
    patterns === 0 ? 'Matches' : `Looks for ${patterns} ${patterns === 1 ? 'pattern' : 'patterns'} and matches`;
  return condition === ''
    ? `${looks}.`
    : cutAtWord(`${looks} if ${shortCode(condition, LONGEST - looks.length - 6)}.`, LONGEST);
}
