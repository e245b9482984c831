/** Keeps what is known of each file and publishes it: its own syntax errors, and what each compile root says of it. */
import {
  DiagnosticSeverity,
  type Diagnostic as LspDiagnostic,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol';
import { documentationUrl, type Diagnostic } from '../language/diagnostics.ts';
import { moveThrough } from './moveThrough.ts';

export class Publisher {
  readonly #send: (params: PublishDiagnosticsParams) => void;
  readonly #syntax = new Map<string, { version: number; diagnostics: readonly Diagnostic[] }>();
  /** By the URI of the file, then by the URI of the document whose judgement it is. */
  readonly #judged = new Map<string, Map<string, readonly Diagnostic[]>>();

  constructor(send: (params: PublishDiagnosticsParams) => void) {
    this.#send = send;
  }

  /** What the tree of an open document says; shown at once, together with what libyara said of the text before. */
  setSyntax(uri: string, version: number, diagnostics: readonly Diagnostic[]): void {
    this.#syntax.set(uri, { version, diagnostics });
    this.#publish(uri);
  }

  /** Moves what libyara said along with an edit, until it has judged the new text. */
  edit(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void {
    const judged = this.#judged.get(uri);
    for (const [by, diagnostics] of judged ?? []) {
      judged?.set(by, moveThrough(diagnostics, changes));
    }
  }

  /** Replaces everything that the judgement of `by` said before, in whatever file. */
  setJudgement(by: string, byFile: ReadonlyMap<string, readonly Diagnostic[]>): void {
    const concerned = new Set([by, ...byFile.keys()]);
    for (const [uri, judged] of this.#judged) {
      if (judged.delete(by)) {
        concerned.add(uri);
      }
    }
    for (const [uri, diagnostics] of byFile) {
      const judged = this.#judged.get(uri) ?? new Map<string, readonly Diagnostic[]>();
      this.#judged.set(uri, judged.set(by, diagnostics));
    }
    concerned.forEach((uri) => this.#publish(uri));
  }

  /** How many errors and warnings a file has, of whatever source. */
  summary(uri: string): { errors: number; warnings: number } {
    const diagnostics = this.#diagnosticsOf(uri);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    return { errors, warnings: diagnostics.length - errors };
  }

  close(uri: string): void {
    this.#syntax.delete(uri);
    this.setJudgement(uri, new Map());
  }

  #publish(uri: string): void {
    const version = this.#syntax.get(uri)?.version;
    this.#send({
      uri,
      ...(version === undefined ? {} : { version }),
      diagnostics: this.#diagnosticsOf(uri).map(toLsp),
    });
  }

  /** Two compile roots can say the same of a file. */
  #diagnosticsOf(uri: string): Diagnostic[] {
    const all = [...(this.#syntax.get(uri)?.diagnostics ?? []), ...[...(this.#judged.get(uri)?.values() ?? [])].flat()];
    return [...new Map(all.map((one) => [JSON.stringify([one.range, one.code, one.message]), one])).values()];
  }
}

export function toLsp({ range, severity, code, message, source, subject }: Diagnostic): LspDiagnostic {
  return {
    range,
    severity: severity === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    code,
    codeDescription: { href: documentationUrl(code) },
    source: source === 'libyara' ? 'libyara' : 'YARA',
    message,
    ...(subject === undefined ? {} : { data: { subject } }),
  };
}
