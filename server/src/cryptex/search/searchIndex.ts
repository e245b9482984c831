/**
 * Finds entries by their names and by words of their texts.
 *
 * All names are one text, which is searched as a whole; words of summaries and pseudocode are looked up in a list of all
 * words. Numbers of documents stand for entries inside.
 */
import { beginsPart, isScattered } from '../../common/nameScore.ts';
import { lowerWords } from '../codenames/words.ts';
import { isNear, letterMask } from './fuzzy.ts';
import { lastAtOrBefore, PostingsBuilder, type Postings } from './postings.ts';

export interface SearchDocument {
  readonly id: number;
  /** Codename, qualified name, aliases. */
  readonly names: readonly string[];
  /** Words in lower case, each once. */
  readonly summary: readonly string[];
  readonly pseudocode: readonly string[];
  /** It is not in the source any more, and comes behind its equals. */
  readonly isGone: boolean;
}

export interface Hit {
  readonly id: number;
  /** More is better. */
  readonly score: number;
}

/** A word equals a name, begins one, begins a part of one, is in one; then what is nearly a name; then the texts. */
const scores = { equal: 100, start: 90, part: 80, inside: 70, scattered: 50, near: 45, summary: 40, pseudocode: 30 };

/** Parts of words as short as this would be found nearly everywhere. */
const shortest = 3;

/** What an index is made from, put together document by document, so that other work can go in between. */
export class SearchIndexParts {
  readonly ids: number[] = [];
  readonly maluses: number[] = [];
  readonly places: number[] = [];
  readonly masks: number[] = [];
  readonly names: string[] = [];
  readonly nameWords = new PostingsBuilder();
  readonly summaries = new PostingsBuilder();
  readonly pseudocode = new PostingsBuilder();
  #place = 0;

  add(document: SearchDocument): void {
    const number = this.ids.length;
    const text = `\n${document.names.map((name) => name.replaceAll('\n', ' ')).join('\n')}\n`;
    this.ids.push(document.id);
    this.maluses.push(Math.min(text.length, 400) / 1000 + (document.isGone ? 5 : 0));
    this.places.push(this.#place);
    this.masks.push(letterMask(lower(text)));
    this.names.push(text);
    this.#place += text.length;
    for (const word of new Set(lowerWords(text))) this.nameWords.add(word, number);
    for (const word of document.summary) this.summaries.add(word, number);
    for (const word of document.pseudocode) this.pseudocode.add(word, number);
  }
}

export class SearchIndex {
  readonly size: number;
  readonly #ids: Int32Array;
  /** What is taken off for long names and for what is gone. */
  readonly #malus: Float32Array;
  /** The names of document after document, each between line feeds; as they are written, and in lower case. */
  readonly #names: string;
  readonly #lowerNames: string;
  readonly #places: Int32Array;
  readonly #masks: Int32Array;
  readonly #nameWords: Postings;
  readonly #summaries: Postings;
  readonly #pseudocode: Postings;

  constructor(documents: Iterable<SearchDocument> | SearchIndexParts) {
    const parts = documents instanceof SearchIndexParts ? documents : new SearchIndexParts();
    if (!(documents instanceof SearchIndexParts)) for (const document of documents) parts.add(document);
    this.size = parts.ids.length;
    this.#ids = Int32Array.from(parts.ids);
    this.#malus = Float32Array.from(parts.maluses);
    this.#places = Int32Array.from(parts.places);
    this.#masks = Int32Array.from(parts.masks);
    this.#names = parts.names.join('');
    this.#lowerNames = lower(this.#names);
    this.#nameWords = parts.nameWords.build();
    this.#summaries = parts.summaries.build();
    this.#pseudocode = parts.pseudocode.build();
  }

  /**
   * The best `limit` entries in which each word of the query is found, in whatever field; words are parted by space, and
   * case doesn't count. What is only nearly there counts for words that few entries have as they are. Entries in `unwanted`
   * are passed over.
   */
  find(query: string, limit: number, unwanted: ReadonlySet<number> = new Set()): Hit[] {
    const words = query.split(/\s+/).filter(Boolean).map(lower);
    if (words.length === 0 || this.size === 0) return [];
    const total = new Uint16Array(this.size);
    const score = new Uint8Array(this.size);
    for (const [index, word] of words.entries()) {
      score.fill(0);
      // Whoever is found by a name is better than all that are found by their texts.
      const enough = words.length === 1 ? limit + unwanted.size : Infinity;
      const count = this.#scoreExact(word, score, enough);
      if (count < limit && word.length >= shortest) this.#scoreNearly(word, score);
      for (let document = 0; document < this.size; document += 1) {
        const [sum = 0, one = 0] = [total[document], score[document]];
        total[document] = one === 0 || (index > 0 && sum === 0) ? 0 : sum + one;
      }
    }
    return this.#best(total, limit, unwanted);
  }

  /** Texts are not looked at when `enough` have it in their names. @returns how many documents have it. */
  #scoreExact(word: string, score: Uint8Array, enough: number): number {
    let count = 0;
    const give = (document: number, value: number): void => {
      const before = score[document] ?? 0;
      if (before === 0) count += 1;
      if (value > before) score[document] = value;
    };
    const names = this.#lowerNames;
    let document = 0;
    let end = 0;
    for (let place = names.indexOf(word); place >= 0; place = names.indexOf(word, place + 1)) {
      if (place >= end) {
        document = lastAtOrBefore(this.#places, place);
        end = this.#places[document + 1] ?? names.length;
      }
      give(document, this.#nameScore(word, place));
    }
    if (count >= enough) return count;
    const isWhole = word.length < shortest;
    this.#summaries.find(word, isWhole, (found) => give(found, scores.summary));
    this.#pseudocode.find(word, isWhole, (found) => give(found, scores.pseudocode));
    return count;
  }

  #nameScore(word: string, place: number): number {
    if (this.#lowerNames[place - 1] === '\n') {
      return this.#lowerNames[place + word.length] === '\n' ? scores.equal : scores.start;
    }
    return beginsPart(this.#names, place) ? scores.part : scores.inside;
  }

  /** Shortened names and slips of the finger. */
  #scoreNearly(word: string, score: Uint8Array): void {
    const mask = letterMask(word);
    for (let document = 0; document < this.size; document += 1) {
      if (score[document] !== 0 || ((this.#masks[document] ?? 0) & mask) !== mask) continue;
      if (this.#namesOf(document).some((name) => isScattered(lower(name), name, word))) {
        score[document] = scores.scattered;
      }
    }
    if (word.length <= shortest) return;
    const limit = word.length >= 8 ? 2 : 1;
    for (const [index, known] of this.#nameWords.words.entries()) {
      if (!isNear(word, known, limit)) continue;
      this.#nameWords.documentsOf(index, (document) => {
        if (score[document] === 0) score[document] = scores.near;
      });
    }
  }

  #namesOf(document: number): string[] {
    return this.#names
      .slice(this.#places[document], this.#places[document + 1])
      .split('\n')
      .filter(Boolean);
  }

  #best(total: Uint16Array, limit: number, unwanted: ReadonlySet<number>): Hit[] {
    let found: Hit[] = [];
    let least = -Infinity;
    for (let document = 0; document < this.size; document += 1) {
      const sum = total[document] ?? 0;
      if (sum === 0) continue;
      const score = sum - (this.#malus[document] ?? 0);
      const id = this.#ids[document] ?? 0;
      if (score <= least || unwanted.has(id)) continue;
      found.push({ id, score });
      // Most of what a short query finds is not among the best: sorting it all would take longer than finding it.
      if (found.length < limit * 4) continue;
      found = bestOf(found, limit);
      least = found.at(-1)?.score ?? least;
    }
    return bestOf(found, limit);
  }
}

/** Best first; equals in the order of their ids. */
export function bestOf(hits: readonly Hit[], limit: number): Hit[] {
  return [...hits].sort((a, b) => b.score - a.score || a.id - b.id).slice(0, limit);
}

/** In lower case, with each character where it was: some have a lower case of another length. */
function lower(text: string): string {
  const whole = text.toLowerCase();
  if (whole.length === text.length) return whole;
  return Array.from(text, (character) => {
    const one = character.toLowerCase();
    return one.length === character.length ? one : character;
  }).join('');
}
