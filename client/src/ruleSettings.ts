/** What rules are compiled with, by the settings of a folder or file. */
import type * as vscode from 'vscode';
import type { ExternalVariable } from '../../server/src/protocol/compileJob.ts';
import { externalVariables } from './externals.ts';
import { includeDirectories, readSetting } from './settings.ts';

export interface RuleSettings {
  readonly externals: ExternalVariable[];
  /** Absolute. */
  readonly includeDirectories: string[];
}

export function ruleSettings(scope: vscode.Uri): RuleSettings {
  return {
    externals: externalVariables({
      externalVariables: readSetting('yara.externalVariables', scope),
      scannerVariables: readSetting('yara.scannerVariables', scope),
    }),
    includeDirectories: includeDirectories(scope),
  };
}
