/** Where the program writes: results to stdout, everything else to stderr. */
import { once } from 'node:events';
import type { WriteStream } from 'node:tty';
import picocolors from 'picocolors';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** A process stream: a terminal's when `isTTY`, otherwise a file or a pipe. */
export type OutputStream = NodeJS.WritableStream & Partial<Pick<WriteStream, 'isTTY' | 'columns'>>;

export interface TerminalOptions {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export class Terminal {
  readonly #options: TerminalOptions;
  /** Colours of stdout and of stderr: each may be a terminal or not. */
  readonly out: Colors;
  readonly err: Colors;
  /** Aborted when nobody reads stdout any more, as after `| head`. */
  readonly closed: AbortSignal;
  #status = '';

  constructor(options: TerminalOptions) {
    this.#options = options;
    this.out = picocolors.createColors(useColor(options.stdout, options.env));
    this.err = picocolors.createColors(useColor(options.stderr, options.env));
    const closed = new AbortController();
    this.closed = closed.signal;
    options.stdout.on('error', (error: NodeJS.ErrnoException) => closed.abort(error));
    // Messages that nobody reads are no reason to stop.
    options.stderr.on('error', () => undefined);
  }

  /** Whether results go to a terminal, which must not be steered by them, rather than to a file or another program. */
  get isTerminal(): boolean {
    return this.#options.stdout.isTTY === true;
  }

  /** The same for messages. */
  get errorsIsTerminal(): boolean {
    return this.#options.stderr.isTTY === true;
  }

  /** Writes results; resolves when more may be written, so that a slow reader holds the work back. */
  async print(text: string | Uint8Array): Promise<void> {
    if (this.closed.aborted) return;
    this.#clearStatus();
    const { stdout } = this.#options;
    if (!stdout.write(text)) await once(stdout, 'drain', { signal: this.closed }).catch(() => undefined);
  }

  /** Writes a line for the person at the terminal or the log: errors, warnings, summaries. */
  note(line: string): void {
    this.#clearStatus();
    this.#options.stderr.write(`${line}\n`);
  }

  /** Shows a line that the next one replaces. Only on a terminal. */
  status(line: string): void {
    const { stderr } = this.#options;
    if (!stderr.isTTY) return;
    this.#clearStatus();
    this.#status = line.slice(0, Math.max(0, (stderr.columns ?? 80) - 1));
    stderr.write(this.#status);
  }

  /** Lets the last status line stand. */
  endStatus(): void {
    if (this.#status !== '') this.#options.stderr.write('\n');
    this.#status = '';
  }

  #clearStatus(): void {
    if (this.#status === '') return;
    this.#status = '';
    this.#options.stderr.write('\r\u001b[K');
  }
}

/** https://force-color.org and https://no-color.org; the first wins, as in Node. */
function useColor(stream: OutputStream, env: TerminalOptions['env']): boolean {
  const force = env['FORCE_COLOR'];
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  if (env['NO_COLOR']) return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}
