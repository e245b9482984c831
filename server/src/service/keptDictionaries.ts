/** The dictionaries that the host has open, in the databases that it has open for recorded scans too. */
import { Dictionary } from '../cryptex/dictionary.ts';
import { readSources } from '../cryptex/extraction/sources.ts';
import { SpareProcess } from '../cryptex/extraction/spareProcess.ts';
import type { GapAudit } from '../gap/gapAudit.ts';
import type { DictionaryPlace } from '../protocol/dictionaryView.ts';
import { openStore } from './keptStores.ts';

const dictionaries = new Map<string, Dictionary>();
const audits = new Map<Dictionary, GapAudit>();
const spare = new SpareProcess();

export function openDictionary({ store: choice, root }: DictionaryPlace): Dictionary {
  const store = openStore(choice);
  const key = JSON.stringify([store.path, root]);
  let dictionary = dictionaries.get(key);
  if (!dictionary) {
    // The extension writes what the host prints into its log.
    const notice = (message: string): void => console.error(message);
    dictionary = new Dictionary({ store, root }, notice, (request) => readSources(request, { spare }));
    dictionaries.set(key, dictionary);
  }
  return dictionary;
}

/** Of the code base that the dictionary is of. */
export async function openGapAudit(place: DictionaryPlace): Promise<GapAudit> {
  const dictionary = openDictionary(place);
  const { GapAudit } = await import('../gap/gapAudit.ts');
  let audit = audits.get(dictionary);
  if (!audit) {
    audit = new GapAudit({ store: openStore(place.store), dictionary, root: place.root });
    audits.set(dictionary, audit);
  }
  return audit;
}
