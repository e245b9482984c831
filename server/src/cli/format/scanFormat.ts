/** The ways in which a scan is printed. */
import type { ScanEvent, ScanOutcome } from '../../protocol/scan.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { toJson } from './json.ts';
import { matchRecord } from './matchRecord.ts';
import { matchText, type TextDetails } from './matchText.ts';

/** Prints a scan while it runs. Errors of single files are the command's to print, where they are not in the format. */
export interface ScanFormat {
  onEvent(event: ScanEvent): Promise<void>;
  /** Called once, after the last event. */
  finish(outcome: ScanOutcome): Promise<void>;
}

export interface ScanFormatOptions {
  readonly terminal: Terminal;
  readonly details: TextDetails;
  /** How the user knows the file: as spelled on the command line. */
  readonly shownPath: (path: string) => string;
}

const nothing = () => Promise.resolve();

/** One row a value of `--format`. */
export const scanFormats = {
  text: ({ terminal, details, shownPath }: ScanFormatOptions): ScanFormat => ({
    onEvent: async (event) => {
      if (event.type !== 'match') return;
      const path = shownPath(event.path);
      await terminal.print(event.matches.map((match) => matchText(path, match, details, terminal.out)).join(''));
    },
    finish: nothing,
  }),
  ndjson: ({ terminal, shownPath }: ScanFormatOptions): ScanFormat => ({
    onEvent: async (event) => {
      if (event.type !== 'match') return;
      const path = shownPath(event.path);
      await terminal.print(event.matches.map((match) => `${toJson(matchRecord(path, match))}\n`).join(''));
    },
    finish: nothing,
  }),
  json: jsonFormat,
} satisfies Record<string, (options: ScanFormatOptions) => ScanFormat>;

/** One document. Matches are written as they come, so that a large result does not pile up in memory. */
function jsonFormat({ terminal, shownPath }: ScanFormatOptions): ScanFormat {
  const errors: unknown[] = [];
  let head = '';
  let separator = '';
  return {
    onEvent: async (event) => {
      if (event.type === 'started') {
        const { engine, rules, patterns, warnings } = event;
        const libyara = { path: engine.path, version: engine.version };
        head = `{"libyara":${toJson(libyara)},"rules":${rules},"patterns":${patterns},"warnings":${toJson(warnings)},`;
        await terminal.print(`${head}"matches":[`);
      } else if (event.type === 'match') {
        const path = shownPath(event.path);
        for (const match of event.matches) {
          await terminal.print(`${separator}\n${toJson(matchRecord(path, match))}`);
          separator = ',';
        }
      } else if (event.type === 'error') {
        errors.push({ path: shownPath(event.path), code: event.code, message: event.message });
      }
    },
    finish: async (outcome) => {
      if (outcome.type === 'rules-rejected') {
        const { messages } = outcome;
        return terminal.print(`${toJson({ error: { code: 'rules-rejected', messages } })}\n`);
      }
      // Cancelled before the rules were compiled: still one document.
      if (head === '') await terminal.print('{"matches":[');
      await terminal.print(`],\n"errors":${toJson(errors)},\n"summary":${toJson(outcome.summary)}}\n`);
    },
  };
}
