/** The line above the results: how far a scan is, and what it came to. */
import * as vscode from 'vscode';
import { oneLine, visible } from '../../display.ts';
import type { Scan, ScanPhase } from '../../scanController.ts';
import { maxFiles, type ScanResultsModel } from './model.ts';

export function message(scan: Scan, phase: ScanPhase): string | undefined {
  switch (phase.type) {
    case 'none':
      return undefined;
    case 'running':
      return `${ruleNames(scan)}: ${running(scan.results)}`;
    case 'done':
      return `${ruleNames(scan)}: ${ended(scan.results)}`;
    case 'cancelled':
      return vscode.l10n.t('{0}: cancelled. {1}', ruleNames(scan), ended(scan.results));
    case 'rejected':
      return vscode.l10n.t('{0}: the rules do not compile, so nothing was scanned. See Problems.', ruleNames(scan));
    case 'failed':
      return vscode.l10n.t('The scan failed: {0}', oneLine(messageOf(phase.error)));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The rules that the results are of. */
function ruleNames(scan: Scan): string {
  const names = scan.rules.map((uri) => visible(uri.path.slice(uri.path.lastIndexOf('/') + 1)));
  return names.length > 2 ? vscode.l10n.t('{0} rule files', names.length) : names.join(', ');
}

function running({ totals }: ScanResultsModel): string {
  // Matches of a file may come before the totals that count it.
  const done = Math.max(totals.done, totals.matchedFiles + totals.errors);
  const progress =
    totals.found === 0
      ? vscode.l10n.t('Compiling rules and looking for files…')
      : totals.walking
        ? vscode.l10n.t('{0} of {1} files, and more to be found', done, totals.found)
        : vscode.l10n.t('{0} of {1} files', done, totals.found);
  const matched = totals.matchedFiles > 0 ? vscode.l10n.t('{0} with matches', totals.matchedFiles) : '';
  return [progress, matched].filter((part) => part !== '').join(' · ');
}

function ended(results: ScanResultsModel): string {
  const { summary, totals, dropped } = results;
  const files = summary?.files ?? totals.done;
  const matched = summary?.matchedFiles ?? totals.matchedFiles;
  const parts = [
    files === 1 ? vscode.l10n.t('1 file scanned') : vscode.l10n.t('{0} files scanned', files),
    matched === 0 ? vscode.l10n.t('no matches') : vscode.l10n.t('{0} with matches', matched),
  ];
  const errors = summary?.errors ?? totals.errors;
  if (errors > 0) {
    parts.push(
      errors === 1 ? vscode.l10n.t('1 could not be scanned') : vscode.l10n.t('{0} could not be scanned', errors),
    );
  }
  if (summary !== undefined) {
    parts.push(vscode.l10n.t('{0} s', (summary.milliseconds / 1000).toFixed(1)));
  }
  if (dropped > 0) {
    parts.push(vscode.l10n.t('only the first {0} are listed', maxFiles));
  }
  return parts.join(' · ');
}
