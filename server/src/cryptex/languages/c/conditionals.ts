/** Conditional compilation: which conditions hold at a place. */
import { codeOnly } from './lexer.ts';

/** A branch of an `#if`: from the end of its directive to the start of the next one of the group. */
export interface Branch {
  /** As the source has it, in one line; the earlier branches' denied. */
  readonly condition: string;
  readonly startIndex: number;
  readonly endIndex: number;
}

export interface Group {
  readonly branches: readonly Branch[];
  /** With its directives. */
  readonly startIndex: number;
  readonly endIndex: number;
  /** Guards a header against being included twice. */
  readonly isGuard: boolean;
}

/** Directives of a line, with continuations. */
const directive = /^[ \t]*#[ \t]*(if|ifdef|ifndef|elif|elifdef|elifndef|else|endif)\b((?:\\\r?\n|[^\n])*)/gm;

/** In the order of their ends: inner ones before outer ones. `code` is what `codeOnly` gives. */
export function conditionalGroups(code: string): Group[] {
  const groups: Group[] = [];
  const open: { startIndex: number; conditions: string[]; branches: Branch[]; from: number; isGuard: boolean }[] = [];
  for (const { index, 0: whole, 1: word = '', 2: rest = '' } of code.matchAll(directive)) {
    const end = index + whole.length;
    const group = open.at(-1);
    if (word.startsWith('if')) {
      const conditions = [conditionOf(word, rest)];
      open.push({
        startIndex: index,
        conditions,
        branches: [],
        from: end,
        isGuard: isGuard(code, index, word, rest, end),
      });
      continue;
    }
    if (!group) continue;
    const condition = group.conditions.map((each, at) => (at === group.conditions.length - 1 ? each : not(each)));
    group.branches.push({ condition: condition.filter(Boolean).join(' && '), startIndex: group.from, endIndex: index });
    if (word === 'endif') {
      open.pop();
      const { startIndex, branches } = group;
      groups.push({ startIndex, branches, endIndex: end, isGuard: group.isGuard });
    } else {
      group.from = end;
      group.conditions.push(word === 'else' ? '' : conditionOf(word, rest));
    }
  }
  return groups;
}

function conditionOf(word: string, rest: string): string {
  const written = rest
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (word.endsWith('ndef')) return `!defined(${written})`;
  return word.endsWith('def') ? `defined(${written})` : written;
}

function not(condition: string): string {
  if (/^!defined\(\w+\)$/.test(condition)) return condition.slice(1);
  return /^(defined\s*\(\w+\)|\w+)$/.test(condition) ? `!${condition}` : `!(${condition})`;
}

/** `#ifndef X` with `#define X` right behind it, and no code before. */
function isGuard(code: string, index: number, word: string, rest: string, end: number): boolean {
  const name = /^\s*(?:!\s*defined\s*\(?\s*)?(\w+)/.exec(rest)?.[1];
  if (name === undefined || (word !== 'ifndef' && !/^\s*!\s*defined/.test(rest))) return false;
  const next = /^\s*#[ \t]*define[ \t]+(\w+)/.exec(code.slice(end, end + 400))?.[1];
  return (
    next === name &&
    code
      .slice(0, index)
      .replace(/^[ \t]*#[ \t]*pragma[^\n]*$/gm, '')
      .trim() === ''
  );
}

const cache = new WeakMap<object, readonly Group[]>();

/** The groups of a file; `tree` is what they are kept by. */
function groupsOf(tree: object, text: string): readonly Group[] {
  let groups = cache.get(tree);
  if (!groups) cache.set(tree, (groups = text.includes('#') ? conditionalGroups(codeOnly(text)) : []));
  return groups;
}

/** Conditions around a place, outermost first, joined; undefined where there are none but the guard of a header. */
export function variantAt(tree: object, text: string, index: number): string | undefined {
  const around = groupsOf(tree, text)
    .filter((group) => !group.isGuard && group.startIndex <= index && index < group.endIndex)
    .flatMap(({ branches }) => branches.filter(({ startIndex, endIndex }) => startIndex <= index && index < endIndex))
    .filter(({ condition }) => condition !== '' && condition !== 'defined(__cplusplus)');
  if (around.length === 0) return undefined;
  return around
    .sort((a, b) => a.startIndex - b.startIndex)
    .map(({ condition }) => (around.length > 1 && condition.includes('||') ? `(${condition})` : condition))
    .join(' && ');
}
