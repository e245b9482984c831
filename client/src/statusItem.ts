/** One status bar item: engine, version and state. A click offers what can be done. */
import * as vscode from 'vscode';
import { codeSpan, iconSafe } from './display.ts';
import type { EngineState, EngineStateStore } from './engineState.ts';
import type { ScanController } from './scanController.ts';

export function registerStatusItem(engine: EngineStateStore, scans: ScanController): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('yara.engine', vscode.StatusBarAlignment.Right, 100);
  item.name = vscode.l10n.t('YARA Engine');
  item.command = 'yara.showActions';
  const update = (): void => {
    const scanning = scans.phase.type === 'running';
    item.text = text(engine.current, scanning);
    item.tooltip = tooltip(engine.current);
    item.backgroundColor = background(engine.current);
    item.accessibilityInformation = { label: item.text.replaceAll(/\$\([^)]*\)\s*/g, '') };
    const hasEditor = vscode.window.visibleTextEditors.some((editor) => editor.document.languageId === 'yara');
    if (hasEditor || scans.phase.type !== 'none') {
      item.show();
    } else {
      item.hide();
    }
  };
  update();
  return vscode.Disposable.from(
    item,
    engine.onDidChange(update),
    scans.onDidChange(({ atOnce }) => {
      if (atOnce) {
        update();
      }
    }),
    vscode.window.onDidChangeVisibleTextEditors(update),
    vscode.workspace.onDidOpenTextDocument(update),
  );
}

function text(engine: EngineState, scanning: boolean): string {
  if (scanning) {
    return vscode.l10n.t('{0} YARA: scanning', '$(sync~spin)');
  }
  switch (engine.state) {
    case 'starting':
      return vscode.l10n.t('{0} YARA: starting', '$(loading~spin)');
    case 'ready':
      return vscode.l10n.t('{0} YARA {1}', '$(check)', iconSafe(engine.engine.version));
    case 'missing':
      return vscode.l10n.t('{0} YARA: libyara missing', '$(warning)');
    case 'restricted':
      return vscode.l10n.t('{0} YARA: restricted mode', '$(workspace-untrusted)');
    case 'stopped':
      return vscode.l10n.t('{0} YARA: stopped', '$(error)');
  }
}

function background(engine: EngineState): vscode.ThemeColor | undefined {
  switch (engine.state) {
    case 'missing':
      return new vscode.ThemeColor('statusBarItem.warningBackground');
    case 'stopped':
      return new vscode.ThemeColor('statusBarItem.errorBackground');
    case 'starting':
    case 'ready':
    case 'restricted':
      return undefined;
  }
}

function tooltip(engine: EngineState): vscode.MarkdownString {
  return new vscode.MarkdownString(tooltipText(engine));
}

function tooltipText(engine: EngineState): string {
  switch (engine.state) {
    case 'starting':
      return vscode.l10n.t('The language server and libyara are starting.');
    case 'ready':
      return [
        vscode.l10n.t('libyara {0}', codeSpan(engine.engine.version)),
        codeSpan(engine.engine.path),
        vscode.l10n.t('Modules: {0}', engine.engine.modules.map(codeSpan).join(' ')),
      ].join('\n\n');
    case 'missing':
      return [
        vscode.l10n.t('No usable libyara was found, so only syntax is judged.'),
        ...lines(engine.failure.message).map(codeSpan),
      ].join('\n\n');
    case 'restricted':
      return vscode.l10n.t('The workspace is not trusted: only syntax is judged, and nothing is compiled or scanned.');
    case 'stopped':
      return vscode.l10n.t('The YARA language server is not running.');
  }
}

function lines(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}
