/**
 * What the tooling knows of a rule file, as plain functions of a document: no connection, no state, no files.
 *
 * A feature is a file beside this one, a line here and a row in lsp/handlers.ts.
 */
export { codeActions } from './codeActions.ts';
export { documentSymbols } from './documentSymbols.ts';
export { foldingRanges } from './folding.ts';
export { selectionRanges } from './selectionRanges.ts';
export { syntaxErrors } from './syntaxErrors.ts';
