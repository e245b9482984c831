/** `--format json`: one document. */
import { toJson } from '../../common/json.ts';
import { matchRecord } from './matchRecord.ts';
import { provenance, type ErrorRecord, type ScanWriter, type ScanWriterOptions } from './scanWriter.ts';

export function jsonWriter({ write, shownPath, version }: ScanWriterOptions): ScanWriter {
  const errors: ErrorRecord[] = [];
  let started = false;
  let separator = '';
  return {
    onEvent: async (event) => {
      if (event.type === 'started') {
        started = true;
        const head = toJson({ cryptex: version, ...provenance(event), warnings: event.warnings });
        await write(`${head.slice(0, -1)},"matches":[`);
      } else if (event.type === 'match') {
        const path = shownPath(event.path);
        for (const match of event.matches) {
          await write(`${separator}\n`);
          for (const piece of matchRecord({ path }, match)) await write(piece);
          separator = ',';
        }
      } else if (event.type === 'error') {
        errors.push({ path: shownPath(event.path), code: event.code, message: event.message });
      }
    },
    finish: async (outcome) => {
      if (outcome.type === 'rules-rejected') {
        const { messages } = outcome;
        return write(`${toJson({ error: { code: 'rules-rejected', messages } })}\n`);
      }
      // Cancelled before the rules were compiled: still one document.
      if (!started) await write(`{"cryptex":${toJson(version)},"matches":[`);
      const { summary } = outcome;
      const end = toJson({ errors, summary, incomplete: summary.cancelled });
      await write(`],\n${end.slice(1)}\n`);
    },
  };
}
