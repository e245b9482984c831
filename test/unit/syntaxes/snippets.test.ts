import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadGrammar, tokenize } from './tokenize.ts';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: string | readonly string[];
}

const url = new URL('../../../syntaxes/yara.code-snippets.json', import.meta.url);
const snippets = JSON.parse(readFileSync(url, 'utf8')) as Record<string, Snippet>;
const variables = new Map([
  ['CURRENT_YEAR', '2025'],
  ['CURRENT_MONTH', '01'],
  ['CURRENT_DATE', '31'],
]);

/**
 * What a snippet inserts when every placeholder is left as it is: the first of each choice, and repeated tab stops
 * mirror their first default.
 * @see https://code.visualstudio.com/docs/editing/userdefinedsnippets#_grammar
 */
function expand(snippet: Snippet): string {
  const body = typeof snippet.body === 'string' ? snippet.body : snippet.body.join('\n');
  const defaults = new Map<string, string>();
  let at = 0;

  const fill = (end: string): string => {
    let text = '';
    while (at < body.length && body[at] !== end) {
      const rest = body.slice(at);
      const escaped = /^\\([\\$}])/.exec(rest);
      const stop = /^\$(\d+)|^\$\{(\d+)(?:(:)|\|([^|]*)\|\}|\})/.exec(rest);
      const variable = /^\$([A-Z_]+)/.exec(rest);
      if (escaped) {
        text += escaped[1] ?? '';
        at += escaped[0].length;
      } else if (stop) {
        const [all, bare, braced, colon, choices] = stop;
        at += all.length;
        const id = bare ?? braced ?? '';
        if (colon) {
          defaults.set(id, fill('}'));
          at++;
        } else if (choices !== undefined) {
          defaults.set(id, choices.split(',')[0] ?? '');
        }
        text += defaults.get(id) ?? '';
      } else if (variable) {
        const value = variables.get(variable[1] ?? '');
        if (value === undefined) throw new Error(`unknown variable ${variable[0]}`);
        text += value;
        at += variable[0].length;
      } else {
        text += body[at++] ?? '';
      }
    }
    return text;
  };
  return fill('');
}

/** Puts an expanded snippet where it belongs, by what it begins with, so that libyara would compile the document. */
function asDocument(text: string): string {
  const strings = 'strings:\n$a = "some text"';
  if (/^(?:(?:private|global) )?rule |^import |^include /.test(text)) return text;
  if (text.startsWith('meta:')) return `rule r {\n${text}\ncondition: true\n}`;
  if (text.startsWith('strings:')) return `rule r {\n${text}\ncondition: any of them\n}`;
  if (text.startsWith('condition:')) return `rule r {\n${strings}\n${text}\n}`;
  if (/^\$\w+ = /.test(text)) return `rule r {\nstrings:\n${text}\ncondition: any of them\n}`;
  return `rule r {\n${strings}\ncondition:\n$a and ${text}\n}`;
}

describe('snippets', async () => {
  const grammar = await loadGrammar();
  const entries = Object.entries(snippets);

  it.each(entries)('%s expands to well-formed YARA', (_, snippet) => {
    const text = expand(snippet);
    expect(text).not.toMatch(/\$\{|\\\$|undefined/);
    const { lines, closed } = tokenize(grammar, asDocument(text));
    expect(closed).toBe(true);
    const brackets: string[] = [];
    for (const { text: piece, scopes } of lines.flatMap(({ tokens }) => tokens)) {
      expect(scopes.filter((scope) => scope.startsWith('invalid.'))).toEqual([]);
      if (/\b(?:string|comment)\b/.test(scopes.join(' '))) continue;
      if (['(', '[', '{'].includes(piece)) brackets.push(piece);
      if ([')', ']', '}'].includes(piece)) expect(`${brackets.pop()}${piece}`).toMatch(/^(?:\(\)|\[\]|\{\})$/);
    }
    expect(brackets).toEqual([]);
  });

  it.each(entries)('%s says what it is for', (name, { description, prefix }) => {
    expect(description).not.toBe('');
    expect(description).not.toBe(name);
    expect([prefix].flat()).not.toContain('');
  });

  it('have prefixes of their own', () => {
    const prefixes = entries.flatMap(([, { prefix }]) => prefix);
    expect(new Set(prefixes).size).toBe(prefixes.length);
  });

  it('date a rule with the day it was written', () => {
    const rule = snippets['Rule'];
    expect(rule && expand(rule)).toContain('date = "2025-01-31"');
  });
});
