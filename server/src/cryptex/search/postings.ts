/** Words, and the documents that have them; built once, then only asked. */

export class PostingsBuilder {
  readonly #ids = new Map<string, number>();
  #words = new Int32Array(1024);
  #documents = new Int32Array(1024);
  #size = 0;

  /** Documents come in the order of their numbers. */
  add(word: string, document: number): void {
    let id = this.#ids.get(word);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(word, id);
    }
    if (this.#size === this.#words.length) {
      this.#words = grown(this.#words);
      this.#documents = grown(this.#documents);
    }
    this.#words[this.#size] = id;
    this.#documents[this.#size] = document;
    this.#size += 1;
  }

  build(): Postings {
    const starts = new Int32Array(this.#ids.size + 1);
    for (let index = 0; index < this.#size; index += 1) add(starts, at(this.#words, index) + 1, 1);
    for (let id = 0; id < this.#ids.size; id += 1) add(starts, id + 1, at(starts, id));
    const places = starts.slice();
    const documents = new Int32Array(this.#size);
    for (let index = 0; index < this.#size; index += 1) {
      const word = at(this.#words, index);
      documents[at(places, word)] = at(this.#documents, index);
      add(places, word, 1);
    }
    return new Postings([...this.#ids.keys()], starts, documents);
  }
}

export class Postings {
  readonly words: readonly string[];
  /** All words, so that parts of them are found by one search. */
  readonly #text: string;
  /** Where each word begins in the text. */
  readonly #places: Int32Array;
  readonly #starts: Int32Array;
  readonly #documents: Int32Array;

  constructor(words: readonly string[], starts: Int32Array, documents: Int32Array) {
    this.words = words;
    this.#starts = starts;
    this.#documents = documents;
    this.#text = `\n${words.join('\n')}\n`;
    this.#places = new Int32Array(words.length);
    let place = 1;
    for (const [index, word] of words.entries()) {
      this.#places[index] = place;
      place += word.length + 1;
    }
  }

  /** Calls `found` for each document that has a word with `part` in it, or that is `part` where `isWhole`. */
  find(part: string, isWhole: boolean, found: (document: number) => void): void {
    const sought = isWhole ? `\n${part}\n` : part;
    for (let place = this.#text.indexOf(sought); place >= 0;) {
      const word = lastAtOrBefore(this.#places, place + (isWhole ? 1 : 0));
      this.documentsOf(word, found);
      // The rest of this word is of no interest.
      const next = word + 1 < this.#places.length ? at(this.#places, word + 1) - 1 : this.#text.length;
      place = this.#text.indexOf(sought, next);
    }
  }

  documentsOf(word: number, found: (document: number) => void): void {
    const end = at(this.#starts, word + 1);
    for (let index = at(this.#starts, word); index < end; index += 1) found(at(this.#documents, index));
  }
}

/** The index of the largest value that is not above `value`; values ascend and the first is not above it. */
export function lastAtOrBefore(values: Int32Array, value: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (at(values, middle) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Indexes are inside by construction. */
function at(values: Int32Array, index: number): number {
  return values[index] ?? 0;
}

function add(values: Int32Array, index: number, value: number): void {
  values[index] = at(values, index) + value;
}

function grown(values: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(values.length * 2);
  larger.set(values);
  return larger;
}
