/** What the user has set, in the engine's terms. */
import type { ExternalVariable } from '../protocol/compileJob.ts';
import type { YaraSettings } from '../protocol/languageServer.ts';

/** External variables that scanners give to rules, and that public rule sets count on. All are strings. */
export const scannerVariables = ['filename', 'filepath', 'extension', 'filetype', 'owner'] as const;

/** How a rule file is to be compiled. */
export interface CompileSettings {
  readonly externals: readonly ExternalVariable[];
  /** Absolute. */
  readonly includeDirectories: readonly string[];
}

/** The user's variables win over the scanners'. A number is an integer where it is a safe one. */
export function externalVariables(
  settings: Pick<YaraSettings, 'externalVariables' | 'scannerVariables'>,
): ExternalVariable[] {
  const variables = new Map<string, ExternalVariable>();
  if (settings.scannerVariables) {
    for (const name of scannerVariables) {
      variables.set(name, { type: 'string', name, value: '' });
    }
  }
  for (const [name, value] of Object.entries(settings.externalVariables)) {
    variables.set(name, external(name, value));
  }
  return [...variables.values()];
}

function external(name: string, value: string | number | boolean): ExternalVariable {
  if (typeof value === 'boolean') {
    return { type: 'boolean', name, value };
  }
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { type: 'integer', name, value } : { type: 'float', name, value };
  }
  return { type: 'string', name, value };
}
