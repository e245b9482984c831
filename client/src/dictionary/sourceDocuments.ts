/** Source files in the editor, and the names in them. */
import type * as vscode from 'vscode';
import type { SourceLanguage } from '../../../server/src/protocol/cryptex.ts';

/** Our languages by the editor's. */
const languages: Readonly<Record<string, SourceLanguage>> = {
  c: 'c',
  cpp: 'cpp',
  python: 'python',
  powershell: 'powershell',
  rust: 'rust',
  typescript: 'typescript',
  typescriptreact: 'typescript',
  javascript: 'javascript',
  javascriptreact: 'javascript',
};

export const sourceSelector: vscode.DocumentSelector = Object.keys(languages).map((language) => ({
  scheme: 'file',
  language,
}));

export const languageOf = (document: vscode.TextDocument): SourceLanguage | undefined => languages[document.languageId];

/** Names have hyphens in one language only. */
const symbolPattern = /[\p{L}_$][\p{L}\p{N}_$]*/u;
const hyphenated = /[\p{L}_][\p{L}\p{N}_]*(?:-[\p{L}\p{N}_]+)*/u;

export interface NameAt {
  readonly name: string;
  readonly range: vscode.Range;
}

/** The names that a place may mean, the likeliest first: a symbol, and in comments a codename with its hyphens. */
export function namesAt(document: vscode.TextDocument, position: vscode.Position): NameAt[] {
  const patterns = document.languageId === 'powershell' ? [hyphenated, symbolPattern] : [symbolPattern, hyphenated];
  const names = patterns.flatMap((pattern) => {
    const range = document.getWordRangeAtPosition(position, pattern);
    return range ? [{ name: document.getText(range), range }] : [];
  });
  const [first, second] = names;
  return first !== undefined && first.name === second?.name ? [first] : names;
}
