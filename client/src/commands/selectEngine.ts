import * as vscode from 'vscode';
import type { App } from '../app.ts';
import type { EngineCandidate } from '../../../server/src/protocol/engineInfo.ts';
import { iconSafe } from '../display.ts';
import { reportFailure } from '../failures.ts';
import { EngineRequestError } from '../serviceErrors.ts';
import { readSetting } from '../settings.ts';
import { ensureTrusted } from '../trust.ts';

interface Choice extends vscode.QuickPickItem {
  readonly run?: () => Promise<void>;
}

/** Offers every libyara that was found, and writes the one that is chosen to the person's own settings. */
export async function selectEngine(app: App): Promise<void> {
  if (!(await ensureTrusted(vscode.l10n.t('Looking for engines')))) {
    return;
  }
  try {
    const { version, candidates } = await describe(app);
    const picked = await vscode.window.showQuickPick(choices(candidates, version), {
      title: vscode.l10n.t('YARA Engine'),
      placeHolder: vscode.l10n.t('Choose the libyara that checks and scans'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    await picked?.run?.();
  } catch (error) {
    await reportFailure(app, vscode.l10n.t('The engines could not be listed.'), error);
  }
}

interface Found {
  readonly version: string | undefined;
  readonly candidates: readonly EngineCandidate[];
}

/** That no engine works is an answer here: it comes with where was looked. */
async function describe(app: App): Promise<Found> {
  try {
    return await vscode.window.withProgress(
      { location: vscode.ProgressLocation.Window, title: vscode.l10n.t('Looking for libyara') },
      async (_, token) => app.service.request('describeEngine', {}, token),
    );
  } catch (error) {
    if (error instanceof EngineRequestError && error.failure.code === 'engine-missing') {
      return { version: undefined, candidates: error.failure.candidates ?? [] };
    }
    throw error;
  }
}

function choices(candidates: readonly EngineCandidate[], version: string | undefined): Choice[] {
  const configured = readSetting('yara.libyara.path');
  const usable = candidates.filter(({ outcome }) => outcome === 'used' || outcome === 'not reached');
  const unusable = candidates.filter(({ outcome }) => !['used', 'not reached', 'missing'].includes(outcome));
  return [
    ...usable.map((candidate) => usableChoice(candidate, version)),
    separator(vscode.l10n.t('Other')),
    {
      label: vscode.l10n.t('Find Automatically'),
      iconPath: new vscode.ThemeIcon('search'),
      description: configured === '' ? vscode.l10n.t('current setting') : '',
      run: () => use(''),
    },
    { label: vscode.l10n.t('Browse…'), iconPath: new vscode.ThemeIcon('folder-opened'), run: browse },
    {
      label: vscode.l10n.t('Obtain libyara…'),
      iconPath: new vscode.ThemeIcon('cloud-download'),
      run: async () => {
        await vscode.commands.executeCommand('yara.obtainEngine');
      },
    },
    ...(unusable.length > 0 ? [separator(vscode.l10n.t('Found but not usable'))] : []),
    ...unusable.map(unusableChoice),
  ];
}

function usableChoice(candidate: EngineCandidate, version: string | undefined): Choice {
  const isUsed = candidate.outcome === 'used';
  return {
    ...look(candidate),
    label: isUsed && version !== undefined ? iconSafe(`libyara ${version}`) : fileName(candidate),
    description: isUsed ? vscode.l10n.t('in use, {0}', origin(candidate)) : origin(candidate),
    iconPath: new vscode.ThemeIcon(isUsed ? 'check' : 'library'),
    run: () => use(candidate.path),
  };
}

/** Listed for its reason only. */
function unusableChoice(candidate: EngineCandidate): Choice {
  return { ...look(candidate), description: iconSafe(candidate.detail ?? candidate.outcome) };
}

/** The path has a line of its own, as it seldom fits beside anything. */
function look(candidate: EngineCandidate): Choice {
  return { label: fileName(candidate), detail: iconSafe(candidate.path), iconPath: new vscode.ThemeIcon('warning') };
}

function fileName({ path }: EngineCandidate): string {
  return iconSafe(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
}

function separator(label: string): Choice {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function origin({ origin: from }: EngineCandidate): string {
  switch (from) {
    case 'setting':
      return vscode.l10n.t('from the settings');
    case 'environment':
      return vscode.l10n.t('from the environment');
    case 'package':
      return vscode.l10n.t('comes with the extension');
    case 'cache':
      return vscode.l10n.t('obtained earlier');
    case 'system':
      return vscode.l10n.t('installed on the system');
  }
}

async function browse(): Promise<void> {
  const [library] =
    (await vscode.window.showOpenDialog({ title: vscode.l10n.t('libyara'), openLabel: vscode.l10n.t('Use') })) ?? [];
  if (library !== undefined) {
    await use(library.fsPath);
  }
}

/** An empty path means: look for it. The processes that use libyara follow the setting. */
async function use(path: string): Promise<void> {
  await vscode.workspace
    .getConfiguration('yara')
    .update('libyara.path', path === '' ? undefined : path, vscode.ConfigurationTarget.Global);
}
