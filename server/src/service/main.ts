/**
 * The service host: the extension's process for scans and other long work, forked with an IPC channel in `advanced`
 * serialization and {@link ServiceOptions} as its argument. Ends when its parent does, and when idle for a while.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import * as v from 'valibot';
import { ServiceOptions } from '../protocol/service.ts';
import { openPoolEngine } from '../scan/poolEngine.ts';
import { handlers } from './handlers.ts';
import { ServiceHost } from './serviceHost.ts';

const fiveMinutes = 5 * 60 * 1000;

const options = v.parse(v.pipe(v.string(), v.parseJson(), ServiceOptions), process.argv[2] ?? '{}');
const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const host = new ServiceHost({
  connection,
  handlers,
  openEngine: openPoolEngine,
  libyara: options.libyara,
  idleMilliseconds: fiveMinutes,
  onIdle: () => process.disconnect(),
});

// Workers of a running scan notice that this process is gone and end by themselves.
process.once('disconnect', () => {
  host[Symbol.dispose]();
  connection.dispose();
  // What was cancelled gets a moment to stop its processes; then nothing may hold this one.
  setTimeout(() => process.exit(), 1000).unref();
});
connection.listen();
