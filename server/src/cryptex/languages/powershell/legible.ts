/** PowerShell in words that the grammar can read. */

/**
 * The same text, of the same length, with what the grammar stumbles over put otherwise: `using` statements, lists of
 * bare words, options with two dashes, attributes of classes, calls of a base constructor, and all that stands in
 * comments and strings, save the code in `$(…)`. Lines stay where they are.
 */
export function legible(text: string): string {
  return rewrites.reduce((code, [pattern, put]) => code.replace(pattern, put), maskProse(text));
}

type Rewrite = readonly [RegExp, (...groups: string[]) => string];

const blank = (text: string): string => text.replace(/[^\r\n]/g, ' ');

const rewrites: readonly Rewrite[] = [
  // Statements of their own, which must not stand before `param`.
  [
    /^([ \t]*)u(sing[ \t]+(?:module|namespace|assembly|type)\b)([^\r\n]*)/gim,
    (_, space = '', using = '', rest = '') => `${space}#${using}${rest}`,
  ],
  [/^[ \t]*\[\w[\w.]*(?:\([^()\r\n]*\))?\](?=\s*(?:class|enum)\s+\w)/gim, blank],
  // `class A : System.Exception`
  [/\b(class\s+\w+\s*:)([^{\r\n]*)/gi, (_, start = '', bases = '') => start + bases.replace(/[.[\]]/g, '_')],
  [/:\s*base\s*\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)(?=\s*\{)/gi, blank],
  // A type with its assembly.
  [/(?<=\[[\w.]+)(?:,[\w. ]+)*,[ ]*ContentType[ ]*=[ ]*\w+(?=\])/gi, (list = '') => '_'.repeat(list.length)],
  // A list of bare words, `-Property Name, Path`; not in an attribute, whose words stand in parentheses.
  [/(?<=[ \t,])([A-Za-z_][\w.*:\\/-]*)(?:[ \t]*,[ \t]*(?:`?\r?\n[ \t]*)?(?=[A-Za-z_$"'*]))/g, commaInList],
  [/(?<=[ \t])--(?=[A-Za-z])/g, () => '__'],
  [/(?<=[ \t])(-(?:[\w-]+))=(?=\S)/g, (_, option = '') => `${option}:`],
  [/\b(break|continue)[ \t](?=[A-Za-z_]\w+[ \t]*(?:[;}\r\n]|$))([A-Za-z_])/gi, (_, word = '') => `${word} :`],
  // A dash alone as an argument.
  [/(?<=[ \t]-[A-Za-z]\w*[ \t])-(?=[ \t]*(?:\r?\n|$))/g, () => '_'],
  [/-[ci]notin\b/gi, () => '-cmatch'],
  [/-[ci]in\b/gi, () => '-ceq'],
  [/\b(\d+)([kmgtp]b)\b/gi, (_, digits = '', unit = '') => digits + unit.toLowerCase()],
  // Types: the number of their parameters, nested ones, and type arguments in brackets of their own.
  [/(?<=\w)`(?=\d+\[)/g, () => '_'],
  [/(?<=\[[\w.]+)\+(?=\w+\])/g, () => '.'],
  [/(?<=\w)\[\[[\w.,\s[\]]*?\]\]/g, (list = '') => `[${list.slice(1, -1).replace(/[[\]]/g, ' ')}]`],
  [/\$using:(?=\w+:)/gi, () => '$using_'],
  // Operators that came with PowerShell 7.
  [/\?\?=/g, () => ' +='],
  [/(?<=[\w)\]}"'] *)\?\?/g, () => '+ '],
  [/(?<=[)\]"'\w][ \t]+)\?([ \t][^:\r\n{};|]*[ \t]):(?=[ \t])/g, (_, middle = '') => `+${middle}+`],
  // Paths that begin with a variable.
  [/(?<=[.&][ \t]+\$\w+)(?:\/[\w.-]+)+/g, (path = '') => path.replaceAll('/', '\\')],
];

function commaInList(...[whole = '', word = '', at, code]: string[]): string {
  // In an attribute, and between the bases of a class, words are names and commas belong.
  if (/^[ \t]*class\s[^\r\n]*$/im.test((code ?? '').slice(0, Number(at)).slice(-200))) return whole;
  const before = (code ?? '').slice(Math.max(0, Number(at) - 400), Number(at));
  const open = unclosed(before);
  if (open === '(' && /\[[\w.]+\($/.test(before.slice(0, lastUnclosed(before) + 1))) return whole;
  return word + whole.slice(word.length).replace(/[,`]/g, ' ');
}

/** Where the innermost parenthesis opens that is not closed; -1 for none. */
function lastUnclosed(code: string): number {
  let depth = 0;
  for (let at = code.length - 1; at >= 0; at--) {
    const sign = code[at];
    if (sign === ')' || sign === '}') depth++;
    else if (sign === '(' || sign === '{') {
      if (depth === 0) return at;
      depth--;
    }
  }
  return -1;
}

function unclosed(code: string): string | undefined {
  return code[lastUnclosed(code)];
}

/** Comments and strings with their words as underscores. */
function maskProse(text: string): string {
  let out = '';
  let at = 0;
  const prose =
    /<#[^]*?(?:#>|$)|(?<![\w`\])}$.:-])#[^\r\n]*|@'[ \t]*\r?\n[^]*?(?:\r?\n'@|$)|@"[ \t]*\r?\n|'(?:[^']|'')*(?:'|$)|(?<!`)"/g;
  for (;;) {
    prose.lastIndex = at;
    const match = prose.exec(text);
    if (!match) return out + text.slice(at);
    out += text.slice(at, match.index);
    const [token] = match;
    at = match.index + token.length;
    if (token === '"' || token.startsWith('@"')) {
      const end = expandableEnd(text, at, token !== '"');
      out += token + maskExpandable(text.slice(at, end.index)) + text.slice(end.index, end.index + end.length);
      at = end.index + end.length;
    } else if (token.startsWith('<#')) out += `<#${masked(token.slice(2, -2))}${token.slice(-2)}`;
    else if (token.startsWith('#')) out += `#${masked(token.slice(1))}`;
    else if (token.startsWith("@'")) out += token.slice(0, 2) + maskLines(token.slice(2, -2)) + token.slice(-2);
    else out += token.length > 1 ? `'${masked(token.slice(1, -1))}'` : token;
  }
}

function masked(text: string): string {
  return text.replace(/[^\r\n \t]/g, '_');
}

function maskLines(text: string): string {
  return text.replace(/[^\r\n]/g, (sign, at: number) =>
    sign === ' ' && /^[ \t]*\r?\n/.test(text.slice(at)) ? ' ' : '_',
  );
}

/** Where an expandable string ends, and how long its end is. */
function expandableEnd(text: string, from: number, isHere: boolean): { index: number; length: number } {
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (isHere) {
      if (sign === '\n' && text.startsWith('"@', at + 1))
        return { index: text[at - 1] === '\r' ? at - 1 : at, length: text[at - 1] === '\r' ? 4 : 3 };
      if (sign === '"' && at === from && text[at + 1] === '@') return { index: at, length: 2 };
    } else if (sign === '"') {
      if (text[at + 1] !== '"') return { index: at, length: 1 };
      at++;
      continue;
    }
    if (sign === '`') at++;
    else if (sign === '$' && text[at + 1] === '(') at = subexpressionEnd(text, at + 2) - 1;
  }
  return { index: text.length, length: 0 };
}

/** Behind the parenthesis that closes the one before `from`; strings inside may hold others. */
function subexpressionEnd(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    const sign = text[at];
    if (sign === '(') depth++;
    else if (sign === ')') {
      depth--;
      if (depth === 0) return at + 1;
    } else if (sign === '`') at++;
    else if (sign === "'") {
      const end = text.indexOf("'", at + 1);
      at = end === -1 ? text.length : end;
    } else if (sign === '"') {
      const end = expandableEnd(text, at + 1, false);
      at = end.index + end.length - 1;
    }
  }
  return text.length;
}

/** Keeps the code of `$(…)` and variables. */
function maskExpandable(content: string): string {
  let out = '';
  for (let at = 0; at < content.length;) {
    if (content[at] === '$' && content[at + 1] === '(') {
      const end = subexpressionEnd(content, at + 2);
      out +=
        content[end - 1] === ')' ? `$(${maskProse(content.slice(at + 2, end - 1))})` : masked(content.slice(at, end));
      at = end;
    } else if (content[at] === '`' && at + 1 < content.length) {
      out += masked(content.slice(at, at + 2));
      at += 2;
    } else {
      out += masked(content[at] ?? '');
      at++;
    }
  }
  return out;
}
