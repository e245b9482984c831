/** A service host that does what its option `libyara` says, as a double of the real process. */
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
  type CancellationToken,
} from 'vscode-jsonrpc/node';
import * as v from 'valibot';
import type { EngineInfo } from '../../../server/src/protocol/engineInfo.ts';
import type { RuleMatch } from '../../../server/src/protocol/scanJob.ts';
import type { ScanOutcome } from '../../../server/src/protocol/scan.ts';
import { ServiceOptions } from '../../../server/src/protocol/service.ts';

const { libyara: behaviour } = v.parse(v.pipe(v.string(), v.parseJson(), ServiceOptions), process.argv[2]);
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const never = (): Promise<never> => new Promise(() => undefined);

const engine: EngineInfo = {
  path: String(process.pid),
  origin: 'system',
  version: '4.5.2',
  layout: '4.4–4.5',
  modules: [],
  candidates: [],
};
const summary = { files: 1, bytes: 2, matchedFiles: 1, matches: 1, errors: 0, cancelled: false, milliseconds: 3 };
const match: RuleMatch = {
  rule: 'A',
  namespace: 'default',
  tags: [],
  meta: [{ name: 'n', value: 2n ** 62n }],
  patterns: [{ identifier: '$a', matchCount: 1, matches: [{ offset: 1, length: 2, data: Uint8Array.of(1, 2) }] }],
};

connection.onRequest('engine/describe', (_params: object, token: CancellationToken): unknown => {
  if (token.isCancellationRequested) {
    return new ResponseError(-32800, 'Cancelled.');
  }
  switch (behaviour) {
    case 'missing':
      return new ResponseError(-32803, 'No libyara.', {
        code: 'engine-missing',
        message: 'No libyara.',
        candidates: [],
      });
    case 'dies':
      return process.exit(3);
    case 'nonsense':
      return { version: 4 };
    case 'hangs':
      return never();
    case undefined:
    default:
      return engine;
  }
});

connection.onRequest('scan/run', async ({ scan }: { scan: string }, token: CancellationToken): Promise<ScanOutcome> => {
  if (behaviour === 'ignores cancellation') {
    return await never();
  }
  const tell = (name: string, events: unknown[]) => connection.sendNotification('scan/events', { scan: name, events });
  await tell('another', []);
  await tell(scan, [{ type: 'unheard of' }]);
  await tell(scan, [{ type: 'match', path: '/s', matches: [match] }]);
  if (behaviour === 'waits') {
    await new Promise((resolve) => token.onCancellationRequested(resolve));
    return { type: 'ran', summary: { ...summary, cancelled: true } };
  }
  return { type: 'ran', summary };
});

process.once('disconnect', () => process.exit());
connection.listen();
