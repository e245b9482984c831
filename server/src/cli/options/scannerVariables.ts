/** The external variables of a command that judges rules as the editor does. */
import type { ExternalVariable } from '../../protocol/compileJob.ts';
import { scannerVariables } from '../../workspace/settings.ts';

export interface ScannerVariableOptions {
  readonly define?: ExternalVariable[];
  /** Whether those are declared that scanners give to rules. */
  readonly scannerVariables: boolean;
}

/** What was given, and the variables of scanners beside it. */
export function externalsOf(options: ScannerVariableOptions): ExternalVariable[] {
  const given = options.define ?? [];
  const names = new Set(given.map(({ name }) => name));
  const preset = options.scannerVariables ? scannerVariables.filter((name) => !names.has(name)) : [];
  return [...preset.map((name): ExternalVariable => ({ type: 'string', name, value: '' })), ...given];
}
