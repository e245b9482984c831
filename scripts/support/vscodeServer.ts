/**
 * VS Code without a desktop: the server and workbench that the npm package `code-server` carries.
 *
 * It is VS Code's own server, so the extension host and the workbench are those of the desktop of the same version.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { obtainOnce } from './obtainOnce.ts';
import { Unobtainable } from './unobtainable.ts';
import { npm, run, stopTree } from './processes.ts';

/** Version of the npm package; its VS Code is the one whose version follows. */
export const codeServerVersion = '4.139.1';
export const vscodeServerVersion = '1.139.1';

/** The folder that holds `out/server-main.js`, in the cache. */
function serverFolder(): string {
  return join(cacheFolder(), 'vscode-server', codeServerVersion);
}

function programIn(folder: string): string {
  return join(folder, 'node_modules', 'code-server', 'lib', 'vscode', 'out', 'server-main.js');
}

/** Whether the server is in the cache already. */
export function isVscodeServerObtained(): boolean {
  return existsSync(programIn(serverFolder()));
}

/**
 * Makes sure that the server is in the cache (about 600 MB, 30 s) and answers the path of its program.
 * @throws {Unobtainable} where npm can't fetch it.
 */
export async function obtainVscodeServer(): Promise<string> {
  if (process.platform === 'win32') {
    throw new Unobtainable(
      'The VS Code server from npm does not run on Windows',
      'Use `npm run test:electron`, or install VS Code.',
    );
  }
  try {
    const folder = await obtainOnce(serverFolder(), async (draft) => {
      await writeFile(join(draft, 'package.json'), '{ "private": true }\n');
      // No install scripts: everything native that matters here comes prebuilt, and code-server's own would
      // build VS Code's modules from source.
      await npm(['install', '--ignore-scripts', `code-server@${codeServerVersion}`], { cwd: draft });
      await npm(['install', '--ignore-scripts', '--omit=dev'], {
        cwd: join(draft, 'node_modules', 'code-server', 'lib', 'vscode'),
      });
    });
    return programIn(folder);
  } catch (error) {
    throw new Unobtainable(
      `The VS Code server (npm package code-server@${codeServerVersion}) could not be installed`,
      'Check that `npm view code-server version` answers, then `npm run setup`.',
      error,
    );
  }
}

export interface ServerOptions {
  /** The program, from `obtainVscodeServer`. */
  readonly program: string;
  /** Settings, state and logs. Kept between starts by whoever wants that. */
  readonly dataFolder: string;
  readonly extensionsFolder: string;
  /** Settings of the machine, written before the start. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Honour `extensionDevelopmentPath` and `extensionTestsPath` in the address; without it they are ignored in silence. */
  readonly forTests?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Settings that keep the workbench from asking, suggesting and calling out. */
export const quietSettings: Readonly<Record<string, unknown>> = {
  'chat.disableAIFeatures': true,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  // As on the desktop; in a browser the default is another.
  'files.autoSave': 'off',
  'git.openRepositoryInParentFolders': 'never',
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

/** Installs a `.vsix` as users do. */
export async function installExtension(
  options: Pick<ServerOptions, 'program' | 'dataFolder' | 'extensionsFolder'>,
  vsix: string,
): Promise<void> {
  const folders = ['--server-data-dir', options.dataFolder, '--extensions-dir', options.extensionsFolder];
  await run(process.execPath, [options.program, ...folders, '--install-extension', vsix, '--force']);
}

/** A running server. `log` is all that it printed. */
export class VscodeServer {
  readonly port: number;
  readonly log: () => string;
  /** Settles when the server ends, whoever ended it. */
  readonly ended: Promise<unknown>;
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess, port: number, log: () => string) {
    this.#process = child;
    this.port = port;
    this.log = log;
    this.ended = once(child, 'exit');
  }

  /** The address of the workbench with a folder open. `payload` is VS Code's own query parameter. */
  address(folder: string, payload: readonly (readonly [string, string])[] = []): string {
    const query = new URLSearchParams({ folder });
    if (payload.length > 0) query.set('payload', JSON.stringify(payload));
    return `http://127.0.0.1:${this.port}/?${query.toString()}`;
  }

  /** The URI by which the workbench knows a file of this machine. */
  remoteUri(path: string): string {
    return `vscode-remote://127.0.0.1:${this.port}${path}`;
  }

  /** Ends the server and its extension hosts. */
  stop(): Promise<void> {
    return stopTree(this.#process);
  }

  /** Starts a server on the loopback interface and waits until it listens. */
  static async start(options: ServerOptions): Promise<VscodeServer> {
    await writeSettings(options);
    const args = [
      '--host',
      '127.0.0.1',
      '--port',
      String(options.port ?? 0),
      '--without-connection-token',
      '--accept-server-license-terms',
    ];
    args.push(
      '--server-data-dir',
      options.dataFolder,
      '--extensions-dir',
      options.extensionsFolder,
      '--disable-telemetry',
    );
    if (options.forTests === true) args.push('--enable-smoke-test-driver');
    const child = spawn(process.execPath, [options.program, ...args], {
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
    });
    let log = '';
    const port = await new Promise<number>((resolve, reject) => {
      const onOutput = (chunk: Buffer): void => {
        log += chunk.toString('utf8');
        const listening = /Extension host agent listening on (\d+)/.exec(log);
        if (listening) resolve(Number(listening[1]));
      };
      child.stdout.on('data', onOutput);
      child.stderr.on('data', onOutput);
      child.once('error', reject);
      void once(child, 'exit').then(() => reject(new Error(`The VS Code server did not start:\n${log}`)));
    });
    return new VscodeServer(child, port, () => log);
  }
}

/** Some settings count only as a user's and some only as a machine's; the same file serves as both. */
async function writeSettings(options: ServerOptions): Promise<void> {
  const text = JSON.stringify({ ...quietSettings, ...options.settings }, undefined, 2);
  for (const scope of ['Machine', 'User']) {
    const folder = join(options.dataFolder, 'data', scope);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'settings.json'), text);
  }
}
