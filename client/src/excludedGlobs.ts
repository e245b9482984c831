import * as vscode from 'vscode';

/** Globs of what the explorer and the search don't show either. */
export function excludedGlobs(): string[] {
  const configuration = vscode.workspace.getConfiguration();
  const globs = ['files.exclude', 'search.exclude'].flatMap((id) =>
    Object.entries(configuration.get<Readonly<Record<string, unknown>>>(id, {})),
  );
  return [...new Set(globs.filter(([, isExcluded]) => isExcluded === true).map(([glob]) => glob))].sort();
}
