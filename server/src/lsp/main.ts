/** The language server's program, as VS Code starts it (over IPC) and `cryptex lsp` does (over stdin and stdout). */
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { poolEngine } from './poolEngine.ts';
import { openReadinessEngines } from './readinessEngines.ts';
import { serve } from './server.ts';

const connection = createConnection(ProposedFeatures.all);
serve(
  connection,
  poolEngine((line) => connection.console.info(line)),
  openReadinessEngines,
);
