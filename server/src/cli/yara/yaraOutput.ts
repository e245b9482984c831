/** Writes what `yara` writes, with its bytes; on a terminal nothing that could steer it. */
import type { EngineError } from '../../common/errors.ts';
import type { EngineMessage } from '../../protocol/compileJob.ts';
import type { ScanNote, ScanResult } from '../../protocol/scanJob.ts';
import { escapeText } from '../../common/escape.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { errorText } from './errorText.ts';
import { matchText, type MatchDetails } from './matchText.ts';

export interface OutputOptions {
  readonly details: MatchDetails;
  readonly warnings: boolean;
  readonly consoleLogs: boolean;
}

export class YaraOutput {
  readonly #terminal: Terminal;
  readonly #options: OutputOptions;

  constructor(terminal: Terminal, options: OutputOptions) {
    this.#terminal = terminal;
    this.#options = options;
  }

  /** What libyara said of one target, and the rules. */
  async result(path: string, { notes = [], matches }: ScanResult): Promise<void> {
    let text = '';
    for (const note of notes) text += this.#noteText(note);
    const name = bytewise(this.#terminal.isTerminal ? escapeText(path) : path);
    for (const match of matches) text += matchText(match, name, this.#options.details);
    if (text !== '') await this.#terminal.print(Buffer.from(text, 'latin1'));
  }

  async line(text: string): Promise<void> {
    await this.#terminal.print(`${this.#terminal.isTerminal ? escapeText(text) : text}\n`);
  }

  failure(path: string, error: EngineError): void {
    this.error(`error scanning ${path}: ${errorText(error)}`);
  }

  error(line: string): void {
    this.#terminal.note(this.#terminal.errorsIsTerminal ? escapeText(line) : line);
  }

  /** A compiler's message, as `yara` prints it or as `yarac` does. */
  message({ level, path, file = path, line, rule, text }: EngineMessage, program: 'yara' | 'yarac'): void {
    if (level === 'warning' && !this.#options.warnings) return;
    if (rule !== undefined) this.error(`${level}: rule "${rule}" in ${file}(${line}): ${text}`);
    else if (program === 'yara') this.error(`${file}(${line}): ${level}: ${text}`);
    else this.error(`${level}: ${file}(${line}): ${text}`);
  }

  /** For stdout; warnings go to stderr at once. */
  #noteText({ kind, text, rule = '' }: ScanNote): string {
    switch (kind) {
      case 'console':
        return this.#options.consoleLogs ? `${this.#safe(text)}\n` : '';
      case 'module-data':
        return `${text}\n`;
      case 'too-many-matches':
        if (this.#options.warnings)
          this.error(`warning: rule "${rule}": too many matches for ${text}, results for this rule may be incorrect`);
        return '';
      case 'slow-pattern':
        if (this.#options.warnings)
          this.error(
            `warning: rule "${rule}": scanning with string ${text} is taking a very long time, it is either too general or very common.`,
          );
        return '';
    }
  }

  #safe(text: string): string {
    return this.#terminal.isTerminal ? escapeText(text) : text;
  }
}

/** One character for each of its bytes. */
function bytewise(text: string): string {
  return Buffer.from(text).toString('latin1');
}
