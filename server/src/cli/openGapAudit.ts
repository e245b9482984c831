/** The gap audit that a command is about, in the store of the dictionary of its code base. */
import { resolve } from 'node:path';
import { escapeText } from '../common/escape.ts';
import type { GapAudit } from '../gap/gapAudit.ts';
import { workspaceStorePath } from '../store/location.ts';
import type { StoreOption } from './recordedScans.ts';
import type { Terminal } from './terminal/terminal.ts';

export interface OpenGapAudit extends AsyncDisposable {
  readonly audit: GapAudit;
}

/** As `openDictionary`: in the store that is named, or of the nearest folder above `root` with a `.cryptex` folder in it. */
export async function openGapAudit({ store }: StoreOption, root: string, terminal: Terminal): Promise<OpenGapAudit> {
  // Parsers and database are not loaded for other commands.
  const [{ Dictionary }, { readSources }, { GapAudit }, { Store }] = await Promise.all([
    import('../cryptex/dictionary.ts'),
    import('../cryptex/extraction/sources.ts'),
    import('../gap/gapAudit.ts'),
    import('../store/store.ts'),
  ]);
  const named = store === undefined ? undefined : resolve(store);
  const warn = (message: string): void => terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(message)}`);
  const opened = new Store(workspaceStorePath({ named, folder: root }), { onNotice: warn });
  const dictionary = new Dictionary({ store: opened, root }, warn, readSources);
  return {
    audit: new GapAudit({ store: opened, dictionary, root }),
    [Symbol.asyncDispose]: () => opened[Symbol.asyncDispose](),
  };
}
