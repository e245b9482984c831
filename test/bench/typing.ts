/**
 * `npm run bench -- typing`: from `didChange` to libyara's diagnostics of that version in a file of 1 MB, and document
 * symbols asked meanwhile. The language server runs as a process, as an editor starts it. Build first.
 */
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createProtocolConnection,
  StreamMessageReader,
  StreamMessageWriter,
  type Message,
  type PublishDiagnosticsParams,
} from 'vscode-languageserver-protocol/node';
import { root } from '../cli/support/cryptex.ts';
import { documentSymbols } from '../../server/src/language/documentSymbols.ts';
import { syntaxErrors } from '../../server/src/language/syntaxErrors.ts';
import { YaraDocument } from '../../server/src/syntax/yaraDocument.ts';
import { corpus } from '../engine/libraries.ts';
import { percentiles, random } from './figures.ts';

const edits = 200;
const uri = 'file:///bench/rules.yar';

export async function run(): Promise<void> {
  const folder = corpus('signature-base', 'yara');
  if (folder === undefined) {
    console.log('skipped: signature-base is not here (CRYPTEX_CORPORA)');
    return;
  }
  const text = await readFile(join(folder, 'yara-rules_vuln_drivers_strict_renamed.yar'), 'utf8');
  const server = spawn(process.execPath, [join(root, 'dist', 'cli.cjs'), 'lsp', '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  /** When the last answer was here in full; what it takes to read it is the editor's affair. */
  let answeredAt = 0;
  const decode = async (bytes: Uint8Array): Promise<Message> => {
    const now = performance.now();
    const message = JSON.parse(Buffer.from(bytes).toString('utf8')) as Message;
    if ('result' in message) answeredAt = now;
    return Promise.resolve(message);
  };
  const connection = createProtocolConnection(
    new StreamMessageReader(server.stdout, { contentTypeDecoder: { name: 'application/json', decode } }),
    new StreamMessageWriter(server.stdin),
  );
  // The first publication of a version is the tree's, the second libyara's.
  const seen = new Map<number, number>();
  let judged: (version: number) => void = () => undefined;
  connection.onNotification('textDocument/publishDiagnostics', ({ version = -1 }: PublishDiagnosticsParams) => {
    seen.set(version, (seen.get(version) ?? 0) + 1);
    if (seen.get(version) === 2) {
      judged(version);
    }
  });
  const ready = new Promise<void>((resolve) => {
    connection.onNotification('cryptex/engineStatus', ({ state }: { state: string }) => {
      if (state === 'ready') {
        resolve();
      }
    });
  });
  connection.listen();
  await connection.sendRequest('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  await ready;
  const judgementOf = (version: number) =>
    new Promise<void>((resolve) => {
      judged = (of) => {
        if (of === version) {
          resolve();
        }
      };
    });
  const first = judgementOf(0);
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'yara', version: 0, text },
  });
  await first;
  // As an editor does when it opens a file.
  await connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } });
  const lines = text.split('\n');
  const next = random(3);
  const diagnostics: number[] = [];
  const document = new YaraDocument(uri, text, 0);
  const inServer: number[] = [];
  const symbols: number[] = [];
  const readSymbols: number[] = [];
  for (let version = 1; version <= edits * 2; version++) {
    // Every other edit takes the one before it back, so that the file stays what it is.
    const line = version % 2 === 1 ? Math.floor(next() * lines.length) : (last?.line ?? 0);
    const character =
      version % 2 === 1 ? Math.floor(next() * ((lines[line]?.length ?? 0) + 1)) : (last?.character ?? 0);
    const start = { line, character };
    const end = { line, character: character + (version % 2 === 1 ? 0 : 1) };
    last = start;
    const change = { range: { start, end }, text: version % 2 === 1 ? 'x' : '' };
    const done = judgementOf(version);
    const began = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [change],
    });
    const asked = performance.now();
    const answered = connection
      .sendRequest('textDocument/documentSymbol', { textDocument: { uri } })
      .then(() => performance.now() - asked);
    await done;
    if (version % 2 === 1) {
      diagnostics.push(performance.now() - began);
      readSymbols.push(await answered);
      symbols.push(answeredAt - asked);
    } else {
      await answered;
    }
    const arrived = performance.now();
    document.update([change], version);
    syntaxErrors(document);
    documentSymbols(document);
    if (version % 2 === 1) inServer.push(performance.now() - arrived);
  }
  console.log(`yara-rules_vuln_drivers_strict_renamed.yar, ${text.length} characters, ${edits} random edits`);
  console.log(`didChange to libyara's diagnostics  ${percentiles(diagnostics)}`);
  console.log(`document symbols meanwhile          ${percentiles(symbols)}`);
  console.log(`the same, read by the client        ${percentiles(readSymbols)}`);
  console.log(`the work for that, here             ${percentiles(inServer)}`);
  await connection.sendRequest('shutdown');
  await connection.sendNotification('exit');
  connection.dispose();
  server.kill();
}

let last: { line: number; character: number } | undefined;
