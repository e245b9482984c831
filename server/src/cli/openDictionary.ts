/** The dictionary that a command is about. */
import { resolve } from 'node:path';
import { EngineError } from '../common/errors.ts';
import { escapeText } from '../common/escape.ts';
import type { Dictionary } from '../cryptex/dictionary.ts';
import type { EntryBrief } from '../protocol/cryptex.ts';
import { workspaceStorePath } from '../store/location.ts';
import { shortPath } from './format/engineMessage.ts';
import type { StoreOption } from './recordedScans.ts';
import type { Terminal } from './terminal/terminal.ts';

/**
 * The dictionary in the database that is named, or in the nearest folder above `root` with a `.cryptex` folder in it, or
 * in one that `root` gets with the first index. The caller disposes of it.
 */
export async function openDictionary({ store }: StoreOption, root: string, terminal: Terminal): Promise<Dictionary> {
  // Parsers and database are not loaded for other commands.
  const [{ Dictionary }, { readSources }] = await Promise.all([
    import('../cryptex/dictionary.ts'),
    import('../cryptex/extraction/sources.ts'),
  ]);
  const named = store === undefined ? undefined : resolve(store);
  const place = { store: workspaceStorePath({ named, folder: root }), root };
  const warn = (message: string): void => terminal.note(`${terminal.err.yellow('warning')}: ${escapeText(message)}`);
  return new Dictionary(place, warn, readSources);
}

/** One that has entries. @throws {EngineError} `unreadable` */
export async function existingDictionary(options: StoreOption, terminal: Terminal): Promise<Dictionary> {
  const folder = process.cwd();
  const dictionary = await openDictionary(options, folder, terminal);
  if ((await dictionary.state()).exists) return dictionary;
  await dictionary[Symbol.asyncDispose]();
  const path = shortPath(workspaceStorePath({ named: options.store, folder }));
  throw new EngineError('unreadable', `There is no dictionary in ${path}. \`cryptex dict index\` makes one.`);
}

/** The entry that goes by a name; otherwise all of that name, which may be none. */
export async function entryNamed(dictionary: Dictionary, name: string): Promise<EntryBrief | readonly EntryBrief[]> {
  const found = await dictionary.find(name);
  const [first, ...others] = found;
  return first && others.length === 0 ? first : found;
}
