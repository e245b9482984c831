/** The language features: which request is answered by what. */
import {
  CodeActionRequest,
  CodeActionResolveRequest,
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
import { isOfKind } from './codeActionKinds.ts';
import { fixAllKind, type ReadinessActions } from './readinessActions.ts';

export const featureCapabilities: ServerCapabilities = {
  documentSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix', fixAllKind], resolveProvider: true },
};

export function registerHandlers(connection: Connection, documents: Documents, readiness: ReadinessActions): void {
  const answer = wrapper(connection, documents);
  connection.onRequest(DocumentSymbolRequest.type, answer(documentSymbols));
  connection.onRequest(FoldingRangeRequest.type, answer(foldingRanges));
  connection.onRequest(
    SelectionRangeRequest.type,
    answer((document, { positions }) => selectionRanges(document, positions)),
  );
  connection.onRequest(
    CodeActionRequest.type,
    answer(async ({ uri }, params, token) => {
      const { diagnostics, only } = params.context;
      const declarations = codeActions(uri, diagnostics).filter(({ kind = '' }) => isOfKind(kind, only));
      return [...declarations, ...(await readiness.actions(params, token))];
    }),
  );
  connection.onRequest(CodeActionResolveRequest.type, async (action, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return await readiness.resolve(action, abort.signal);
  });
}

interface DocumentParams {
  textDocument: { uri: string };
}

/** The one place where a request about a document meets its document, cancellation and what goes wrong. */
function wrapper(connection: Connection, documents: Documents) {
  return <P extends DocumentParams, R>(
      feature: (document: YaraDocument, params: P, token: CancellationToken) => R | Promise<R>,
    ) =>
    async (params: P, token: CancellationToken): Promise<R | null | ResponseError> => {
      if (token.isCancellationRequested) {
        return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
      }
      const document = documents.get(params.textDocument.uri);
      if (!document) {
        return null;
      }
      try {
        return await feature(document, params, token);
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
