import { renderPseudocode } from '../../../server/src/cryptex/pseudocode/render.ts';
import { functionsOf, type Tongue } from '../support/grammars.ts';

/** The pseudocode of the first function of a source. */
export function pseudocodeOf(language: Tongue, source: string): string {
  const { found, notation, text } = functionsOf(language, source);
  const [first] = found;
  if (first === undefined) {
    throw new Error(`no function in ${source}`);
  }
  return renderPseudocode(first, notation, text);
}

/** The pseudocode of C statements. */
export function ofC(statements: string): string {
  return pseudocodeOf('c', `int f(void)\n{\n${statements}\n}\n`);
}

/** A text written indented in a test. */
export function lines(text: string): string {
  const kept = text.split('\n').slice(1, -1);
  const indent = Math.min(...kept.map((line) => line.length - line.trimStart().length));
  return kept.map((line) => line.slice(indent)).join('\n');
}

/** The pseudocode of Python statements. */
export function ofPython(statements: string): string {
  return pseudocodeOf('python', `def f():\n${statements.replace(/^/gm, '    ')}\n`);
}

/** The pseudocode of PowerShell statements. */
export function ofPowerShell(statements: string): string {
  return pseudocodeOf('powershell', `function Get-It {\n${statements}\n}\n`);
}
