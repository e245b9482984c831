/** The language features: which request is answered by what. */
import {
  CodeActionRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  ResponseError,
  LSPErrorCodes,
  ErrorCodes,
  SelectionRangeRequest,
  type CancellationToken,
  type Connection,
  type ServerCapabilities,
} from 'vscode-languageserver';
import { codeActions, documentSymbols, foldingRanges, selectionRanges } from '../language/languageService.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';
import type { Documents } from '../workspace/documents.ts';

export const featureCapabilities: ServerCapabilities = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
};

export function registerHandlers(connection: Connection, documents: Documents): void {
  const answer = wrapper(connection, documents);
  connection.onRequest(DocumentSymbolRequest.type, answer(documentSymbols));
  connection.onRequest(FoldingRangeRequest.type, answer(foldingRanges));
  connection.onRequest(
    SelectionRangeRequest.type,
    answer((document, { positions }) => selectionRanges(document, positions)),
  );
  connection.onRequest(
    CodeActionRequest.type,
    answer(({ uri }, { context }) => codeActions(uri, context.diagnostics)),
  );
}

interface DocumentParams {
  textDocument: { uri: string };
}

/** The one place where a request about a document meets its document, cancellation and what goes wrong. */
function wrapper(connection: Connection, documents: Documents) {
  return <P extends DocumentParams, R>(feature: (document: YaraDocument, params: P) => R) =>
    (params: P, token: CancellationToken): R | null | ResponseError => {
      if (token.isCancellationRequested) {
        return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
      }
      const document = documents.get(params.textDocument.uri);
      if (!document) {
        return null;
      }
      try {
        return feature(document, params);
      } catch (error) {
        connection.console.error(`${feature.name || 'A request'} failed: ${describe(error)}`);
        return new ResponseError(ErrorCodes.InternalError, 'This is a bug in YARA Cryptex; the log has the details.');
      }
    };
}

/** An error with its cause, for the log. */
export function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
