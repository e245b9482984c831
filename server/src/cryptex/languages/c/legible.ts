/**
 * The text as the grammars of C and C++ can read it. They know nothing of what a macro stands for, and can't follow an
 * `#if` that parts a statement. So such places are made blank, or get the semicolon that the macro brings; what is left is
 * where it was.
 */
import { conditionalGroups, type Group } from './conditionals.ts';
import { Draft } from './draft.ts';
import { codeOnly } from './lexer.ts';
import { clearMacros } from './macros.ts';
import { isCapital, tokenBefore, tokensOf, type Tokens } from './tokens.ts';

const directives = /^[ \t]*#(?:\\\r?\n|[^\n])*/gm;

export function legible(text: string, language: 'c' | 'cpp'): string {
  const draft = new Draft(text);
  const code = codeOnly(text);
  /** Without directives, and without what is made blank below. */
  const bare = new Draft(code);
  for (const { index, 0: line } of code.matchAll(directives)) {
    bare.blank(index, index + line.length);
    blankComments(text, index, line, draft);
    nameIncludes(index, line, draft);
  }
  const drafts = [draft, bare];

  const groups = code.includes('#') ? conditionalGroups(code).filter(({ isGuard }) => !isGuard) : [];
  const whole = groups.filter((group) => {
    const never = group.branches.find(({ condition }) => isNever(condition, language));
    if (never) for (const each of drafts) each.blank(never.startIndex, never.endIndex);
    const isParted = group.branches.some(({ startIndex, endIndex }) => !isBalanced(bare.slice(startIndex, endIndex)));
    if (isParted) keepOne(group, code, drafts, language);
    return !isParted;
  });

  const tokens = tokensOf(bare.toString());
  const parted = whole.filter((group) => partsStatement(group, tokens));
  // Of a list all branches can be read at once; of a statement one.
  for (const group of parted) {
    if (isInList(group, tokens)) blankDirectives(group, code, [draft]);
    else keepOne(group, code, drafts, language);
  }
  clearMacros(parted.length > 0 ? tokensOf(bare.toString()) : tokens, text, draft);
  return draft.toString();
}

function isNever(condition: string, language: 'c' | 'cpp'): boolean {
  return condition === '0' || (language === 'c' && condition === 'defined(__cplusplus)');
}

/** Keeps the first branch that compiles. */
function keepOne(group: Group, code: string, drafts: readonly Draft[], language: 'c' | 'cpp'): void {
  const kept = group.branches.find(({ condition }) => !isNever(condition, language)) ?? group.branches[0];
  for (const each of drafts) {
    for (const branch of group.branches) if (branch !== kept) each.blank(branch.startIndex, branch.endIndex);
  }
  blankDirectives(group, code, drafts);
}

function blankDirectives({ branches, startIndex, endIndex }: Group, code: string, drafts: readonly Draft[]): void {
  const starts = [startIndex, ...branches.map((branch) => branch.endIndex)];
  const ends = [...branches.map((branch) => branch.startIndex), endIndex];
  for (const draft of drafts) starts.forEach((start, at) => draft.blank(start, ends[at] ?? code.length));
}

/** In the body of a macro the grammar takes a comment for the end of the line. */
function blankComments(text: string, start: number, line: string, draft: Draft): void {
  const written = text.slice(start, start + line.length);
  if (!/^[ \t]*#[ \t]*define\b/.test(written) || !written.includes('/*')) return;
  for (const { index, 0: comment } of written.matchAll(/\/\*[^]*?\*\//g)) {
    const isComment = line.slice(index, index + comment.length).trim() === '';
    if (isComment) draft.blank(start + index, start + index + comment.length);
  }
}

/** `__has_include(<name>)`: the grammar takes names there only. */
function nameIncludes(start: number, line: string, draft: Draft): void {
  for (const { index, 0: found, 1: included = '' } of line.matchAll(/__has_include(?:_next)?\s*\(\s*(<[^<>\n]*>)/g)) {
    const end = index + found.length;
    for (let at = end - included.length; at < end; at += 1) draft.put(start + at, '_');
  }
}

/** Whether each brace and parenthesis that is closed was opened, and the other way round. */
function isBalanced(code: string): boolean {
  let braces = 0;
  let parentheses = 0;
  for (let at = 0; at < code.length; at += 1) {
    const unit = code.charCodeAt(at);
    if (unit === 123) braces += 1;
    else if (unit === 125) braces -= 1;
    else if (unit === 40) parentheses += 1;
    else if (unit === 41) parentheses -= 1;
    if (braces < 0 || parentheses < 0) return false;
  }
  return braces === 0 && parentheses === 0;
}

/** Whether the group begins or ends within a statement. */
function partsStatement({ startIndex, branches }: Group, tokens: Tokens): boolean {
  const before = tokenBefore(tokens, startIndex);
  const around = tokens.around[before + 1] ?? -1;
  if (around !== -1 && tokens.texts[around] !== '{' && (tokens.starts[around] ?? 0) < startIndex) return true;
  if (!endsStatement(before, tokens)) return true;
  return branches.some((branch) => {
    const last = tokenBefore(tokens, branch.endIndex);
    return last !== -1 && (tokens.starts[last] ?? -1) >= branch.startIndex && !endsStatement(last, tokens);
  });
}

function endsStatement(at: number, { texts, partners, around }: Tokens): boolean {
  const text = texts[at];
  if (text === undefined || /^[;{}:]$/.test(text)) return true;
  if (text === ')') return isCapital(texts[(partners[at] ?? 0) - 1]);
  if (text === ',') return isEnum(around[at] ?? -1, texts);
  return isCapital(text) || /^(begin|end)_/.test(text);
}

function isEnum(brace: number, texts: readonly string[]): boolean {
  return texts[brace] === '{' && (texts[brace - 1] === 'enum' || texts[brace - 2] === 'enum');
}

/** Whether the innermost brackets are those of an initializer. */
function isInList({ startIndex }: Group, tokens: Tokens): boolean {
  const around = tokens.around[tokenBefore(tokens, startIndex) + 1] ?? -1;
  return tokens.texts[around] === '{' && /^[=,{\]]$/.test(tokens.texts[around - 1] ?? '');
}
