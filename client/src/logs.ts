/** The three log channels, made when first written to or shown. */
import * as vscode from 'vscode';

const names = {
  client: 'YARA Cryptex',
  server: 'YARA Cryptex Language Server',
  service: 'YARA Cryptex Service Host',
} as const;
export type LogName = keyof typeof names;

export class Logs implements vscode.Disposable {
  readonly #channels = new Map<LogName, vscode.LogOutputChannel>();

  channel(name: LogName): vscode.LogOutputChannel {
    let channel = this.#channels.get(name);
    if (channel === undefined) {
      channel = vscode.window.createOutputChannel(names[name], { log: true });
      this.#channels.set(name, channel);
    }
    return channel;
  }

  get client(): vscode.LogOutputChannel {
    return this.channel('client');
  }

  /** Names of the channels for a quick-pick, in a fixed order. */
  list(): { name: LogName; title: string }[] {
    return (Object.keys(names) as LogName[]).map((name) => ({ name, title: names[name] }));
  }

  dispose(): void {
    this.#channels.forEach((channel) => channel.dispose());
  }
}
