/** The dictionaries that the host has open, in the databases that it has open for recorded scans too. */
import { Dictionary } from '../cryptex/dictionary.ts';
import { readSources } from '../cryptex/extraction/sources.ts';
import type { DictionaryPlace } from '../protocol/dictionaryView.ts';
import { openStore } from './keptStores.ts';

const dictionaries = new Map<string, Dictionary>();

export function openDictionary({ store: choice, root }: DictionaryPlace): Dictionary {
  const store = openStore(choice);
  const key = JSON.stringify([store.path, root]);
  let dictionary = dictionaries.get(key);
  if (!dictionary) {
    // The extension writes what the host prints into its log.
    dictionary = new Dictionary({ store, root }, (message) => console.error(message), readSources);
    dictionaries.set(key, dictionary);
  }
  return dictionary;
}
