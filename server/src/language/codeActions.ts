/** Quick-fixes for what libyara found. */
import { CodeActionKind, type CodeAction, type Diagnostic as LspDiagnostic } from 'vscode-languageserver-types';
import * as v from 'valibot';
import { declareExternalCommand } from '../protocol/languageServer.ts';

const withSubject = v.object({ subject: v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/)) });

/** The values that declare an external variable of each type. */
const samples = [
  { type: 'string', value: '' },
  { type: 'integer', value: 0 },
  { type: 'boolean', value: false },
] as const;

/** @param uri the file that the diagnostics are of; the variable is declared for its folder */
export function codeActions(uri: string, diagnostics: readonly LspDiagnostic[]): CodeAction[] {
  return diagnostics.flatMap((diagnostic) => {
    const data = v.safeParse(withSubject, diagnostic.data);
    if (diagnostic.code !== 'undefined-identifier' || !data.success) {
      return [];
    }
    const { subject } = data.output;
    return samples.map(({ type, value }): CodeAction => {
      const title = `Declare “${subject}” as an external variable (${type})`;
      return {
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [diagnostic],
        command: { title, command: declareExternalCommand, arguments: [subject, value, uri] },
      };
    });
  });
}
