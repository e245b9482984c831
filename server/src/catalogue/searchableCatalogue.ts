/** A catalogue with its search, on a store that is named by its path. */
import type { CataloguePlace, CatalogueRule, FoundRule } from '../protocol/catalogue.ts';
import { RuleFiles } from '../store/ruleFiles.ts';
import { Store } from '../store/store.ts';
import { Catalogue } from './catalogue.ts';
import { RuleSearch } from './ruleSearch.ts';

export class SearchableCatalogue {
  readonly catalogue: Catalogue;
  #search: { readonly rules: readonly CatalogueRule[]; readonly index: RuleSearch } | undefined;

  constructor(place: CataloguePlace, onNotice: (message: string) => void) {
    this.catalogue = new Catalogue(new RuleFiles(new Store(place.store, { onNotice })), place);
  }

  /** See {@link RuleSearch.find}. */
  find(query: string, limit: number): FoundRule[] {
    const { rules } = this.catalogue;
    if (this.#search?.rules !== rules) this.#search = { rules, index: new RuleSearch(rules) };
    return this.#search.index.find(query, limit);
  }
}
