/** What the editor calls what an audit has found, and the icons for it. */
import * as vscode from 'vscode';
import type {
  ComponentStatus,
  EvidenceKind,
  FunctionState,
  GapComponent,
  GapDecision,
  GapFunction,
  Risk,
} from '../../../server/src/protocol/gap.ts';
import type { GapGrouping } from '../../../server/src/protocol/gapView.ts';
import { languageNames } from '../dictionary/words.ts';

export function gapGroupingName(grouping: GapGrouping): string {
  switch (grouping) {
    case 'status':
      return vscode.l10n.t('Status');
    case 'language':
      return vscode.l10n.t('Language');
    case 'folder':
      return vscode.l10n.t('Folder');
    case 'responsible':
      return vscode.l10n.t('Responsible');
    case 'risk':
      return vscode.l10n.t('Risk');
  }
}

export function componentStatusName(status: ComponentStatus): string {
  switch (status) {
    case 'pending':
      return vscode.l10n.t('Pending');
    case 'in_progress':
      return vscode.l10n.t('In progress');
    case 'done':
      return vscode.l10n.t('Done');
    case 'excluded':
      return vscode.l10n.t('Excluded');
  }
}

export function stateName(state: FunctionState): string {
  switch (state) {
    case 'ported':
      return vscode.l10n.t('Ported');
    case 'candidate':
      return vscode.l10n.t('A port was found, but not surely');
    case 'bound':
      return vscode.l10n.t('Called by the port through FFI');
    case 'excluded':
      return vscode.l10n.t('Excluded');
    case 'missing':
      return vscode.l10n.t('No port was found');
  }
}

export function riskName(risk: Risk): string {
  switch (risk) {
    case 'low':
      return vscode.l10n.t('Low risk');
    case 'medium':
      return vscode.l10n.t('Medium risk');
    case 'high':
      return vscode.l10n.t('High risk');
  }
}

export function gapLanguageName(language: GapComponent['language']): string {
  return language === 'mixed' ? vscode.l10n.t('Several languages') : languageNames[language];
}

export function evidenceName(kind: EvidenceKind): string {
  switch (kind) {
    case 'person':
      return vscode.l10n.t('a person');
    case 'map':
      return vscode.l10n.t('the map');
    case 'marker':
      return vscode.l10n.t('a marker');
    case 'name':
      return vscode.l10n.t('name');
    case 'signature':
      return vscode.l10n.t('signature');
    case 'texts':
      return vscode.l10n.t('texts');
    case 'constants':
      return vscode.l10n.t('constants');
    case 'calls':
      return vscode.l10n.t('calls');
    case 'neighbours':
      return vscode.l10n.t('neighbours');
    case 'files':
      return vscode.l10n.t('files');
  }
}

/** As a sentence without its end: what somebody has said. */
export function decisionText({ kind, value }: GapDecision): string {
  switch (kind) {
    case 'status':
      return vscode.l10n.t('set the status {0}', value);
    case 'responsible':
      return value === ''
        ? vscode.l10n.t('took back who is responsible')
        : vscode.l10n.t('made {0} responsible', value);
    case 'exclude':
      return vscode.l10n.t('excluded it: {0}', value);
    case 'confirm':
      return vscode.l10n.t('confirmed the port {0}', value);
    case 'reject':
      return vscode.l10n.t('rejected the port {0}', value);
    case 'undecided':
      return vscode.l10n.t('took back what was decided');
  }
}

/** Shape and colour both tell it. */
interface Look {
  readonly icon: string;
  readonly color: string;
}

export const statusLooks: Readonly<Record<ComponentStatus, Look>> = {
  pending: { icon: 'circle-large-outline', color: 'charts.yellow' },
  in_progress: { icon: 'sync', color: 'charts.blue' },
  done: { icon: 'pass-filled', color: 'charts.green' },
  excluded: { icon: 'circle-slash', color: 'disabledForeground' },
};

const stateLooks: Readonly<Record<FunctionState, Look>> = {
  ported: { icon: 'pass', color: 'charts.green' },
  candidate: { icon: 'question', color: 'charts.blue' },
  bound: { icon: 'plug', color: 'charts.orange' },
  excluded: { icon: 'circle-slash', color: 'disabledForeground' },
  missing: { icon: 'circle-large-outline', color: 'charts.yellow' },
};

const drifted: Look = { icon: 'warning', color: 'list.warningForeground' };

export const componentIcon = ({ status, drifted: count }: Pick<GapComponent, 'status' | 'drifted'>): vscode.ThemeIcon =>
  themeIcon(count > 0 ? drifted : statusLooks[status]);

export const functionIcon = ({ state, isDrifted }: Pick<GapFunction, 'state' | 'isDrifted'>): vscode.ThemeIcon =>
  themeIcon(isDrifted ? drifted : stateLooks[state]);

const riskColors: Readonly<Record<Risk, string>> = { low: 'charts.green', medium: 'charts.yellow', high: 'charts.red' };

export const riskIcon = (risk: Risk): vscode.ThemeIcon =>
  themeIcon({ icon: risk === 'high' ? 'flame' : 'shield', color: riskColors[risk] });

export const evidenceIcons: Readonly<Record<EvidenceKind, string>> = {
  person: 'account',
  map: 'map',
  marker: 'tag',
  name: 'symbol-key',
  signature: 'symbol-parameter',
  texts: 'quote',
  constants: 'symbol-constant',
  calls: 'call-outgoing',
  neighbours: 'references',
  files: 'files',
};

const themeIcon = ({ icon, color }: Look): vscode.ThemeIcon => new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
