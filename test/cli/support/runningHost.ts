/** The service host as the extension starts it: forked, over IPC. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { ServiceOptions } from '../../../server/src/protocol/service.ts';
import { programPath } from './cryptex.ts';

export class RunningHost implements AsyncDisposable {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;

  constructor(options: ServiceOptions, env: NodeJS.ProcessEnv) {
    this.child = fork(
      programPath('serviceHost', join('server', 'src', 'service', 'main.ts')),
      [JSON.stringify(options)],
      { serialization: 'advanced', execArgv: [], env: { ...process.env, ...env } },
    );
    this.connection = createMessageConnection(new IPCMessageReader(this.child), new IPCMessageWriter(this.child));
    this.connection.listen();
  }

  /** Lets it go, and waits until it has ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.connection.dispose();
    const ended = this.child.exitCode !== null || this.child.signalCode !== null ? undefined : once(this.child, 'exit');
    if (this.child.connected) this.child.disconnect();
    await ended;
  }
}
