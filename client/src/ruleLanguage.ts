/**
 * Files named `.rule` belong to several tools. The manifest recognises those that start with a rule; this looks past
 * comments and empty lines in the ones that the editor left as plain text.
 */
import * as vscode from 'vscode';
import { looksLikeYara } from './ruleText.ts';

export function detectRuleFiles(): vscode.Disposable {
  // Once a document: a person who sets the language back to plain text means it.
  const judged = new Set<string>();
  const judge = (document: vscode.TextDocument): void => {
    const key = document.uri.toString();
    if (document.languageId !== 'plaintext' || !/\.rule$/i.test(document.uri.path) || judged.has(key)) {
      return;
    }
    judged.add(key);
    if (looksLikeYara(document.getText())) {
      void vscode.languages.setTextDocumentLanguage(document, 'yara');
    }
  };
  vscode.workspace.textDocuments.forEach(judge);
  return vscode.workspace.onDidOpenTextDocument(judge);
}
