/** `--format text`: what `yara` prints. */
import { escapeText } from '../../common/escape.ts';
import { matchText } from './matchText.ts';
import type { ScanWriter, ScanWriterOptions } from './scanWriter.ts';

export function textWriter({ write, details, colors, shownPath }: ScanWriterOptions): ScanWriter {
  return {
    onEvent: async (event) => {
      if (event.type !== 'match') return;
      const path = shownPath(event.path);
      if (details.count) {
        await write(`${escapeText(path)}: ${event.matches.length}\n`);
        return;
      }
      for (const match of event.matches) {
        for (const piece of matchText(path, match, details, colors)) await write(piece);
      }
    },
    finish: () => Promise.resolve(),
  };
}
