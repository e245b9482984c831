/** Keeps what is known of each file and publishes it: its own syntax errors, and what the judges say of it. */
import {
  DiagnosticSeverity,
  type Diagnostic as LspDiagnostic,
  type PublishDiagnosticsParams,
  type TextDocumentContentChangeEvent,
} from 'vscode-languageserver-protocol';
import { documentationUrl, type Diagnostic } from '../language/diagnostics.ts';
import { moveThrough } from './moveThrough.ts';

/** Who says something of a document and of the files that it includes. */
export type Judge = 'libyara' | 'yara-x';

export class Publisher {
  readonly #send: (params: PublishDiagnosticsParams) => void;
  readonly #syntax = new Map<string, { version: number; diagnostics: readonly Diagnostic[] }>();
  /** By the URI of the file, then by the judge and the URI of the document whose judgement it is. */
  readonly #judged = new Map<string, Map<string, readonly Diagnostic[]>>();

  constructor(send: (params: PublishDiagnosticsParams) => void) {
    this.#send = send;
  }

  /** What the tree of an open document says; shown at once, together with what libyara said of the text before. */
  setSyntax(uri: string, version: number, diagnostics: readonly Diagnostic[]): void {
    this.#syntax.set(uri, { version, diagnostics });
    this.#publish(uri);
  }

  /** Moves what the judges said along with an edit, until they have judged the new text. */
  edit(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void {
    const judged = this.#judged.get(uri);
    for (const [by, diagnostics] of judged ?? []) {
      judged?.set(by, moveThrough(diagnostics, changes));
    }
  }

  /** Replaces everything that the judgement of `by` said before, in whatever file. */
  setJudgement(by: string, byFile: ReadonlyMap<string, readonly Diagnostic[]>, judge: Judge = 'libyara'): void {
    // The second judge has mostly nothing to say, and then nothing is sent anew.
    const concerned = new Set(judge === 'libyara' ? [by, ...byFile.keys()] : byFile.keys());
    const key = `${judge} ${by}`;
    for (const [uri, judged] of this.#judged) {
      if (judged.delete(key)) {
        concerned.add(uri);
      }
    }
    for (const [uri, diagnostics] of byFile) {
      const judged = this.#judged.get(uri) ?? new Map<string, readonly Diagnostic[]>();
      this.#judged.set(uri, judged.set(key, diagnostics));
    }
    concerned.forEach((uri) => this.#publish(uri));
  }

  /** How many errors and warnings a file has, by its tree and by libyara. */
  summary(uri: string): { errors: number; warnings: number } {
    const diagnostics = this.#diagnosticsOf(uri).filter(({ source }) => source !== 'yara-x');
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    return { errors, warnings: diagnostics.length - errors };
  }

  close(uri: string): void {
    this.#syntax.delete(uri);
    this.setJudgement(uri, new Map(), 'yara-x');
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
    return [
      ...new Map(all.map((one) => [JSON.stringify([one.source, one.range, one.code, one.message]), one])).values(),
    ];
  }
}

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
} as const;

export function toLsp({ range, severity, code, message, source, subject }: Diagnostic): LspDiagnostic {
  return {
    range,
    severity: severities[severity],
    code,
    codeDescription: { href: documentationUrl({ code, source }) },
    source: source === 'syntax' ? 'YARA' : source,
    message,
    ...(subject === undefined ? {} : { data: { subject } }),
  };
}
