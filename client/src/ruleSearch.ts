/** Where a rule is declared: in the files that were scanned with, or in what they include. */
import * as vscode from 'vscode';
import { visible } from './display.ts';
import { findRuleLine, includedPaths } from './ruleText.ts';
import { includeDirectories } from './settings.ts';

/** Enough for the index of a large rule set; a cycle of includes ends sooner. */
const maxFiles = 10_000;

/** The declaration of `rule`, or of its `pattern` where that is found. */
async function findRule(
  files: readonly vscode.Uri[],
  rule: string,
  pattern?: string,
): Promise<vscode.Location | undefined> {
  const found = await findInFiles(files, rule);
  return found && ((await inOutline(found.uri, rule, pattern)) ?? found);
}

/** Opens an editor at the rule, or at its pattern; says so when neither is found. */
export async function revealRule(files: readonly vscode.Uri[], rule: string, pattern?: string): Promise<void> {
  const location = await findRule(files, rule, pattern);
  if (location === undefined) {
    vscode.window.setStatusBarMessage(vscode.l10n.t('Rule {0} was not found.', visible(rule)), 5000);
  } else {
    await vscode.window.showTextDocument(location.uri, { selection: location.range, preview: true });
  }
}

/** Breadth first through the includes, by text: includes are files that no language server need know. */
async function findInFiles(files: readonly vscode.Uri[], rule: string): Promise<vscode.Location | undefined> {
  const seen = new Set(files.map((uri) => uri.toString()));
  const queue = [...files];
  for (let uri = queue.shift(); uri !== undefined; uri = queue.shift()) {
    const text = await read(uri);
    const line = text === undefined ? undefined : findRuleLine(text, rule);
    if (line !== undefined) {
      return new vscode.Location(uri, new vscode.Position(line, 0));
    }
    for (const candidate of includedPaths(text ?? '').flatMap((path) => resolutions(uri, path))) {
      if (seen.size < maxFiles && !seen.has(candidate.toString())) {
        seen.add(candidate.toString());
        queue.push(candidate);
      }
    }
  }
  return undefined;
}

/** Where an include may be: beside the including file, or in a directory of the settings. */
function resolutions(from: vscode.Uri, path: string): vscode.Uri[] {
  if (/^(?:\/|[A-Za-z]:)/.test(path)) {
    return [vscode.Uri.file(path)];
  }
  const directories = includeDirectories(from).map((directory) => vscode.Uri.file(directory));
  return [vscode.Uri.joinPath(from, '..'), ...directories].map((directory) => vscode.Uri.joinPath(directory, path));
}

async function read(uri: vscode.Uri): Promise<string | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  try {
    return open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return undefined; // An include that is looked for in several places is in one of them.
  }
}

async function inOutline(uri: vscode.Uri, rule: string, pattern?: string): Promise<vscode.Location | undefined> {
  // Providers are asked about open documents only.
  await vscode.workspace.openTextDocument(uri);
  const outline = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
    'vscode.executeDocumentSymbolProvider',
    uri,
  );
  const found = find(outline ?? [], rule);
  const inner = found === undefined || pattern === undefined ? undefined : find(found.children, pattern);
  const symbol = inner ?? found;
  return symbol === undefined ? undefined : new vscode.Location(uri, symbol.selectionRange);
}

function find(symbols: readonly vscode.DocumentSymbol[], name: string): vscode.DocumentSymbol | undefined {
  for (const symbol of symbols) {
    const found = symbol.name === name ? symbol : find(symbol.children, name);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
