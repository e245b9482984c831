/**
 * Finds rules by name, tag, metadata and pattern text.
 *
 * All text is held in lower case, a string a field and rule: on tens of thousands of rules looking through it takes a
 * few milliseconds, less than an index of words would save, and finds parts of words and of hex patterns too.
 */
import type { CatalogueRule, FoundRule } from '../protocol/catalogue.ts';
import { nameScore, type Score } from '../common/nameScore.ts';

interface Entry {
  readonly rule: CatalogueRule;
  readonly name: string;
  readonly tags: string;
  readonly metas: string;
  readonly patterns: string;
}

/** Ranks from best to worst behind those of names, see nameScore. */
const fieldScores = { tags: 40, metas: 30, patterns: 20 } as const;

/** Between values of one field, so that nothing is found across two. */
const separator = '\u0000';

export class RuleSearch {
  readonly #entries: readonly Entry[];

  constructor(rules: readonly CatalogueRule[]) {
    this.#entries = rules.map((rule) => ({
      rule,
      name: rule.name.toLowerCase(),
      tags: rule.tags.join(separator).toLowerCase(),
      metas: rule.metas
        .map(({ name, value }) => `${name}=${value}`)
        .join(separator)
        .toLowerCase(),
      patterns: rule.patterns
        .map(({ text }) => text)
        .join(separator)
        .toLowerCase(),
    }));
  }

  /**
   * The best `limit` rules in which each word of the query is found; words are parted by space, and case doesn't count.
   * Best are names that equal a word, then those that begin with it, have it at the start of a part, contain it, and
   * have its letters in this order; then tags, metadata, patterns. An empty query finds the first rules.
   */
  find(query: string, limit: number): FoundRule[] {
    const words = query.toLowerCase().split(/\s+/).filter(Boolean);
    let found: Scored[] = [];
    let least = 0;
    for (const entry of this.#entries) {
      const score = scoreOf(entry, words);
      if (score <= least) continue;
      found.push({ entry, score });
      // Most of what a short query finds is not among the best: sorting it all would take longer than finding it.
      if (found.length < limit * 4) continue;
      found = best(found, limit);
      least = found.at(-1)?.score ?? 0;
    }
    found = best(found, limit);
    return found.map(({ entry }) => explain(entry, words));
  }
}

interface Scored {
  readonly entry: Entry;
  readonly score: Score;
}

/** Best first; equals stay in their order. */
function best(found: Scored[], limit: number): Scored[] {
  return found.sort((a, b) => b.score - a.score).slice(0, limit);
}

/** 0 where a word is not found; otherwise better is more. */
function scoreOf(entry: Entry, words: readonly string[]): Score {
  let sum = 1;
  for (const word of words) {
    const score = nameScore(entry.name, entry.rule.name, word) || fieldScore(entry, word);
    if (score === 0) return 0;
    sum += score;
  }
  // Of equal fits the shorter name is the closer one; libyara's longest has 128 characters.
  return sum - Math.min(entry.name.length, 200) / 1000;
}

function fieldScore(entry: Entry, word: string): Score {
  if (entry.tags.includes(word)) return fieldScores.tags;
  if (entry.metas.includes(word)) return fieldScores.metas;
  return entry.patterns.includes(word) ? fieldScores.patterns : 0;
}

/** Which word was not found in the name, and where it was. */
function explain({ rule, name }: Entry, words: readonly string[]): FoundRule {
  for (const word of words) {
    if (nameScore(name, rule.name, word) > 0) continue;
    const has = (text: string): boolean => text.toLowerCase().includes(word);
    const tag = rule.tags.find(has);
    if (tag !== undefined) return { rule, matched: 'tag', excerpt: tag };
    const meta = rule.metas.find((entry) => has(`${entry.name}=${entry.value}`));
    if (meta) return { rule, matched: 'meta', excerpt: `${meta.name} = ${meta.value}` };
    const pattern = rule.patterns.find(({ text }) => has(text));
    if (pattern) return { rule, matched: 'pattern', excerpt: `${pattern.identifier} = ${pattern.text}` };
  }
  return { rule, matched: 'name', excerpt: '' };
}
