/**
 * How VS Code indents, as far as a language configuration decides it: a model of `editor.autoIndent: "full"`.
 * @see https://github.com/microsoft/vscode/tree/main/src/vs/editor/common/languages (autoIndent.ts, enterAction.ts,
 * supports/onEnter.ts) and contrib/indentation for "Reindent Lines"
 */
import type { IGrammar } from 'vscode-textmate';
import { tokenize } from './tokenize.ts';

export interface LanguageConfiguration {
  readonly comments: { readonly lineComment: string; readonly blockComment: readonly [string, string] };
  readonly brackets: readonly (readonly [string, string])[];
  readonly autoClosingPairs: readonly {
    readonly open: string;
    readonly close: string;
    readonly notIn: readonly string[];
  }[];
  readonly surroundingPairs: readonly (readonly [string, string])[];
  readonly wordPattern: string;
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
  readonly onEnterRules: readonly {
    readonly beforeText: string;
    readonly afterText?: string;
    readonly previousLineText?: string;
    readonly action: {
      readonly indent: 'none' | 'indent' | 'indentOutdent';
      readonly appendText?: string;
      readonly removeText?: number;
    };
  }[];
  readonly folding: { readonly markers: { readonly start: string; readonly end: string } };
}

const leading = (text: string): string => /^[ \t]*/.exec(text)?.[0] ?? '';

export class Indenter {
  readonly #config: LanguageConfiguration;
  readonly #grammar: IGrammar;
  readonly #unit: string;

  /** `unit` is one level: spaces or a tab. */
  constructor(config: LanguageConfiguration, grammar: IGrammar, unit: string) {
    this.#config = config;
    this.#grammar = grammar;
    this.#unit = unit;
  }

  /** Presses Enter at `|` and returns the document with the cursor where it then stands. */
  enter(document: string): string {
    const at = document.indexOf('|');
    const above = document.slice(0, at).split('\n');
    const [after = '', ...below] = document.slice(at + 1).split('\n');
    const before = above.at(-1) ?? '';
    const indent = leading(before);
    const lines = this.#withoutQuotedBrackets(above);

    const rule = this.#config.onEnterRules.find(
      ({ beforeText, afterText, previousLineText }) =>
        new RegExp(beforeText).test(before) &&
        (afterText === undefined || new RegExp(afterText).test(after)) &&
        (previousLineText === undefined || new RegExp(previousLineText).test(above.at(-2) ?? '')),
    );
    const code = lines.at(-1)?.trimEnd() ?? '';
    const bracket = this.#config.brackets.find(([open]) => code.endsWith(open));
    const closes = bracket !== undefined && after.trimStart().startsWith(bracket[1]);

    let inserted: string;
    if (rule) {
      const { indent: action, appendText = '', removeText = 0 } = rule.action;
      const base = indent.slice(0, indent.length - removeText);
      inserted =
        action === 'indentOutdent'
          ? `\n${base}${appendText || this.#unit}|\n${base}${after}`
          : `\n${base}${action === 'indent' ? this.#unit : ''}${appendText}|${after.trimStart()}`;
    } else if (bracket) {
      inserted = `\n${indent}${this.#unit}|${closes ? `\n${indent}${after.trimStart()}` : after}`;
    } else {
      const inherited = this.#increases(lines.at(-1) ?? '') ? indent + this.#unit : indent;
      inserted = `\n${this.#decreases(after) ? this.#unshift(inherited) : inherited}|${after.trimStart()}`;
    }
    return [above.join('\n') + inserted, ...below].join('\n');
  }

  /** Types `text` at the end of the document, key by key, and returns the last line with the indentation it then has. */
  type(document: string, text: string): string {
    const lines = document.split('\n');
    const above = this.#withoutQuotedBrackets(lines.slice(0, -1));
    let line = lines.at(-1) ?? '';
    for (const key of text) {
      const typed = line + key;
      line = !this.#decreases(line) && this.#decreases(typed) ? this.#typedIndent(above) + typed.trimStart() : typed;
    }
    return line;
  }

  /** "Reindent Lines" over the whole document. */
  reindent(document: string): string {
    const [first = '', ...rest] = this.#withoutQuotedBrackets(document.split('\n'));
    const originals = document.split('\n');
    let indent = this.#increases(first) ? leading(first) + this.#unit : leading(first);
    const result = [originals[0] ?? ''];
    rest.forEach((line, index) => {
      const ideal = indent + line.trimStart();
      if (this.#decreases(ideal)) indent = this.#unshift(indent);
      result.push((indent + (originals[index + 1] ?? '').trimStart()).trimEnd());
      if (this.#increases(ideal)) indent += this.#unit;
    });
    return result.join('\n');
  }

  /** What a line that has just come to match the decreasing pattern is given. */
  #typedIndent(above: readonly string[]): string {
    const nearest = above.findLast((line) => line.trim() !== '');
    if (nearest === undefined) return '';
    if (this.#increases(nearest)) return leading(nearest);
    if (this.#decreases(nearest)) return this.#unshift(leading(nearest));
    const decisive = above.findLast((line) => this.#increases(line) || this.#decreases(line));
    if (decisive === undefined) return this.#unshift(leading(above[0] ?? ''));
    return this.#increases(decisive) ? leading(decisive) : this.#unshift(leading(decisive));
  }

  #increases(line: string): boolean {
    return new RegExp(this.#config.indentationRules.increaseIndentPattern).test(line);
  }

  #decreases(line: string): boolean {
    return new RegExp(this.#config.indentationRules.decreaseIndentPattern).test(line);
  }

  #unshift(indent: string): string {
    return indent.slice(0, Math.max(0, indent.length - this.#unit.length));
  }

  /** Brackets in strings, regular expressions and comments say nothing about indentation. */
  #withoutQuotedBrackets(lines: readonly string[]): string[] {
    return tokenize(this.#grammar, lines.join('\n')).lines.map(({ tokens }) =>
      tokens
        .map(({ text, scopes }) =>
          /\b(?:comment|string|regex)\b/.test(scopes.join(' ')) ? text.replace(/[{}()[\]]/g, '') : text,
        )
        .join(''),
    );
  }
}
