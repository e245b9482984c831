/** The databases of results that the host has open: reading one takes a while, and a view asks page by page. */
import type { StoreChoice } from '../protocol/history.ts';
import { workspaceStorePath } from '../store/location.ts';
import { Store } from '../store/store.ts';

const stores = new Map<string, Store>();

/** The extension writes what the host prints into its log. */
export function openStore(choice: StoreChoice): Store {
  const path = workspaceStorePath(choice);
  let store = stores.get(path);
  if (!store) {
    store = new Store(path, { onNotice: (message) => console.error(message) });
    stores.set(path, store);
  }
  return store;
}
