/** Every syntax error of a file, from its tree. */
import type { YaraDocument } from '../syntax/yaraDocument.ts';
import type { Diagnostic } from './diagnostics.ts';

export function syntaxErrors(_document: YaraDocument): Diagnostic[] {
  return [];
}
