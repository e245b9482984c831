/** The language server over stdin and stdout; imported when it is asked for, since its libraries take time to load. */
import { createConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { poolEngine } from '../lsp/poolEngine.ts';
import { openReadinessEngines } from '../lsp/readinessEngines.ts';
import { serve } from '../lsp/server.ts';
import { answerEncoder } from './answerEncoder.ts';

/** Serves until the editor says `exit`, closes stdin, or `signal` is aborted. */
export async function serveOverStdio(signal: AbortSignal): Promise<void> {
  const connection = createConnection(
    new StreamMessageReader(process.stdin),
    new StreamMessageWriter(process.stdout, { contentTypeEncoder: answerEncoder }),
  );
  serve(
    connection,
    poolEngine((line) => connection.console.info(line)),
    openReadinessEngines,
  );
  await new Promise<void>((resolve) => {
    connection.onExit(resolve);
    process.stdin.on('close', resolve);
    signal.addEventListener('abort', () => resolve());
  });
}
