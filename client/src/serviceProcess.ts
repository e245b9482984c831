/** One running service host: the child process and the JSON-RPC connection over its IPC channel. */
import { fork, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
} from 'vscode-jsonrpc/node';
import type { ServiceOptions } from '../../server/src/protocol/service.ts';

export interface ServiceLog {
  info(message: string): void;
  error(message: string): void;
}

export interface ServiceProcess {
  readonly connection: MessageConnection;
  /** Settles, without error, when the process has ended for whatever reason. */
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Lets the host go: it ends when its channel closes, and is killed if it does not. */
  stop(): void;
}

const stopGraceMilliseconds = 2000;

/** Starts `modulePath` with this process's own Node. Does not wait for it: what is sent early is queued. */
export function startServiceProcess(modulePath: string, options: ServiceOptions, log: ServiceLog): ServiceProcess {
  const child = fork(modulePath, [JSON.stringify(options)], {
    serialization: 'advanced',
    silent: true,
    execArgv: [],
    // In the desktop editor the own executable is Electron.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
  });
  forwardOutput(child, log);
  const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child), {
    error: (message) => log.error(message),
    warn: (message) => log.info(message),
    info: (message) => log.info(message),
    log: (message) => log.info(message),
  });
  connection.onError(([error]) => log.error(error.message));
  connection.onUnhandledNotification(({ method }) => log.error(`Unknown notification ${method}`));

  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      log.error(`The service host could not be started: ${error.message}`);
      resolve();
    });
    child.once('exit', (code, signal) => {
      log.info(`The service host ended (${signal ?? `code ${code ?? '?'}`}).`);
      resolve();
    });
  });
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
    // Rejects what is still waiting for an answer.
    connection.dispose();
  });
  connection.listen();
  log.info(`Service host started, process ${child.pid ?? '?'}.`);
  return { connection, ended, hasEnded: () => hasEnded, stop: () => stop(child, ended) };
}

function stop(child: ChildProcess, ended: Promise<void>): void {
  if (child.connected) {
    child.disconnect();
  }
  const timer = setTimeout(() => child.kill('SIGKILL'), stopGraceMilliseconds);
  void ended.then(() => clearTimeout(timer));
}

function forwardOutput(child: ChildProcess, log: ServiceLog): void {
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => log.info(line));
  }
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => log.error(line));
  }
}
