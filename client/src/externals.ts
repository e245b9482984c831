/** From the settings to the external variables that rules are compiled with. */
import type { ExternalVariable } from '../../server/src/protocol/compileJob.ts';

/** Names that scanners set for each file. They are declared as empty strings, and the scan fills in what it knows. */
export const scannerVariableNames = ['filename', 'filepath', 'extension', 'filetype', 'owner'] as const;

export interface ExternalsSettings {
  readonly externalVariables: Readonly<Record<string, string | number | boolean>>;
  readonly scannerVariables: boolean;
}

/** Whole numbers are integers: JSON does not tell 1 from 1.0. A variable of the settings wins over a scanner's. */
export function externalVariables(settings: ExternalsSettings): ExternalVariable[] {
  const declared = Object.entries(settings.externalVariables).map(([name, value]) => typed(name, value));
  if (!settings.scannerVariables) {
    return declared;
  }
  const names = new Set(declared.map((variable) => variable.name));
  const scanners = scannerVariableNames.filter((name) => !names.has(name)).map((name) => typed(name, ''));
  return [...declared, ...scanners];
}

function typed(name: string, value: string | number | boolean): ExternalVariable {
  if (typeof value === 'string') {
    return { type: 'string', name, value };
  }
  if (typeof value === 'boolean') {
    return { type: 'boolean', name, value };
  }
  return Number.isSafeInteger(value) ? { type: 'integer', name, value } : { type: 'float', name, value };
}
