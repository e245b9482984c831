import type { KeptCatalogue } from '../keptCatalogue.ts';
import type { RequestHandler } from '../requestHandler.ts';

let kept: Promise<KeptCatalogue> | undefined;

/** The host's catalogue. Its parser and its database are loaded by the first question, not with the host. */
function catalogue(): Promise<KeptCatalogue> {
  kept ??= import('../keptCatalogue.ts').then(({ KeptCatalogue }) => new KeptCatalogue());
  return kept;
}

export const updateCatalogue: RequestHandler<'updateCatalogue'> = async (rules, { signal }) =>
  (await catalogue()).update(rules, signal);

export const findRules: RequestHandler<'findRules'> = async ({ rules, query, limit }, { signal }) =>
  (await catalogue()).find(rules, query, limit, signal);
