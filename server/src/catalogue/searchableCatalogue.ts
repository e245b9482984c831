/** A catalogue with its search, on a store that is named by its path. */
import type { CataloguePlace, CatalogueRule, CompileStatus, FoundRule } from '../protocol/catalogue.ts';
import { CompileStatuses } from '../store/compileStatuses.ts';
import { RuleFiles } from '../store/ruleFiles.ts';
import { Store } from '../store/store.ts';
import { Catalogue } from './catalogue.ts';
import { compileStatuses, type CompileStatusOptions } from './compileStatus.ts';
import { RuleSearch } from './ruleSearch.ts';

export class SearchableCatalogue implements AsyncDisposable {
  readonly catalogue: Catalogue;
  readonly #store: Store;
  #search: { readonly rules: readonly CatalogueRule[]; readonly index: RuleSearch } | undefined;

  constructor(place: CataloguePlace, onNotice: (message: string) => void) {
    this.#store = new Store(place.store, { onNotice });
    this.catalogue = new Catalogue(new RuleFiles(this.#store), place);
  }

  /** See {@link compileStatuses}; of the catalogue as it was updated last. */
  async compileStatuses(options: Omit<CompileStatusOptions, 'kept'>): Promise<Map<string, CompileStatus>> {
    return await compileStatuses(this.catalogue.files, { ...options, kept: new CompileStatuses(this.#store) });
  }

  /** Lets the store go. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#store[Symbol.asyncDispose]();
  }

  /** Makes the search ready, so that the next question need not wait for that. */
  prepare(): void {
    this.#index();
  }

  /** See {@link RuleSearch.find}. */
  find(query: string, limit: number): FoundRule[] {
    return this.#index().find(query, limit);
  }

  #index(): RuleSearch {
    const { rules } = this.catalogue;
    if (this.#search?.rules !== rules) this.#search = { rules, index: new RuleSearch(rules) };
    return this.#search.index;
  }
}
