import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar, type StateStack } from 'vscode-textmate';

const grammars: Readonly<Record<string, URL>> = {
  'source.yara': new URL('../../../syntaxes/yara.tmLanguage.json', import.meta.url),
  'markdown.yara.codeblock': new URL('../../../syntaxes/yara.markdown.tmLanguage.json', import.meta.url),
};

/** Stands in for VS Code's Markdown grammar, which the fenced-code grammar is injected into. */
const markdown = { scopeName: 'text.html.markdown', patterns: [], repository: {} };

/** A piece of one line with its scopes, outermost first, without the scope of the whole document. */
export interface Token {
  readonly text: string;
  readonly scopes: readonly string[];
}

export interface TokenizedLine {
  readonly text: string;
  readonly tokens: readonly Token[];
}

export interface Tokenized {
  readonly lines: readonly TokenizedLine[];
  /** Whether nothing was left open: the next line would be tokenized as the first one was. */
  readonly closed: boolean;
  /** What the slowest line took. */
  readonly slowestLineMs: number;
}

let registry: textmate.Registry | undefined;

/** Loads the TextMate engine that VS Code itself uses, once, and the grammar for `scopeName`. */
export async function loadGrammar(scopeName = 'source.yara'): Promise<IGrammar> {
  if (!registry) {
    const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');
    await oniguruma.loadWASM(Uint8Array.from(readFileSync(wasm)).buffer);
    registry = new textmate.Registry({
      onigLib: Promise.resolve({
        createOnigScanner: (patterns) => oniguruma.createOnigScanner(patterns),
        createOnigString: (text) => oniguruma.createOnigString(text),
      }),
      loadGrammar: (name) => {
        if (name === markdown.scopeName)
          return Promise.resolve(textmate.parseRawGrammar(JSON.stringify(markdown), 'md.json'));
        const url = grammars[name];
        return Promise.resolve(url ? textmate.parseRawGrammar(readFileSync(url, 'utf8'), url.pathname) : null);
      },
      getInjections: (name) => (name === markdown.scopeName ? ['markdown.yara.codeblock'] : undefined),
    });
  }
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`no grammar for ${scopeName}`);
  return grammar;
}

/** Tokenizes a document line by line, as the editor does. */
export function tokenize(grammar: IGrammar, document: string): Tokenized {
  let state: StateStack = textmate.INITIAL;
  let slowestLineMs = 0;
  const lines = document.split(/\r\n|\n/).map((text) => {
    const started = performance.now();
    const result = grammar.tokenizeLine(text, state);
    slowestLineMs = Math.max(slowestLineMs, performance.now() - started);
    state = result.ruleStack;
    const tokens = result.tokens.map(({ startIndex, endIndex, scopes }) => ({
      text: text.slice(startIndex, endIndex),
      scopes: scopes.slice(1),
    }));
    return { text, tokens };
  });
  return { lines, closed: state.depth === 1, slowestLineMs };
}

/** The innermost scopes of each piece of `document` that reads `text`. */
export function scopesOf(grammar: IGrammar, document: string, text: string): string[] {
  return tokenize(grammar, document).lines.flatMap((line) =>
    line.tokens.filter((token) => token.text.trim() === text).map((token) => token.scopes.at(-1) ?? ''),
  );
}

/**
 * Renders a tokenized document for people: each line after `>`, and under it, for each piece, carets and its scopes.
 * White space that carries no scope of its own is left out.
 */
export function render({ lines }: Tokenized): string {
  return lines
    .flatMap((line) => {
      const rows = [`>${line.text}`];
      let column = 0;
      for (const { text, scopes } of line.tokens) {
        const start = column;
        column += text.length;
        const visible = /[^ \t](?:.*[^ \t])?/.exec(text);
        if (!visible) continue;
        rows.push(
          `${' '.repeat(start + visible.index + 1)}${'^'.repeat(visible[0].length)} ${scopes.join(' ')}`.trimEnd(),
        );
      }
      return rows;
    })
    .join('\n');
}
