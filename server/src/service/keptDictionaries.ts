/** The dictionaries that the host has open: a view asks level by level, and reading the database takes a while. */
import { Dictionary } from '../cryptex/dictionary.ts';
import { readSources } from '../cryptex/extraction/sources.ts';
import type { DictionaryPlace } from '../protocol/dictionaryView.ts';
import { workspaceStorePath } from '../store/location.ts';

const dictionaries = new Map<string, Dictionary>();

export function openDictionary({ store: choice, root }: DictionaryPlace): Dictionary {
  const store = workspaceStorePath(choice);
  const key = JSON.stringify([store, root]);
  let dictionary = dictionaries.get(key);
  if (!dictionary) {
    // The extension writes what the host prints into its log.
    dictionary = new Dictionary({ store, root }, (message) => console.error(message), readSources);
    dictionaries.set(key, dictionary);
  }
  return dictionary;
}
