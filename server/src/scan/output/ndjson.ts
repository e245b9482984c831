/** `--format ndjson`: one JSON object a line; its `type` says whether it is the start, a match, an error or the end. */
import { toJson } from '../../common/json.ts';
import { matchRecord } from './matchRecord.ts';
import { provenance, type ScanWriter, type ScanWriterOptions } from './scanWriter.ts';

export function ndjsonWriter({ write, shownPath, version }: ScanWriterOptions): ScanWriter {
  const line = (value: object) => write(`${toJson(value)}\n`);
  return {
    onEvent: async (event) => {
      if (event.type === 'started') {
        await line({ type: 'started', cryptex: version, ...provenance(event), warnings: event.warnings });
      } else if (event.type === 'error') {
        await line({ type: 'error', path: shownPath(event.path), code: event.code, message: event.message });
      } else if (event.type === 'match') {
        const path = shownPath(event.path);
        for (const match of event.matches) {
          for (const piece of matchRecord({ type: 'match', path }, match, '\n')) await write(piece);
        }
      }
    },
    finish: async (outcome) => {
      if (outcome.type === 'rules-rejected') return line({ type: 'rejected', messages: outcome.messages });
      await line({ type: 'done', summary: outcome.summary, incomplete: outcome.summary.cancelled });
    },
  };
}
