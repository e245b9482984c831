/** A text that is being changed in place, for a parser: its length and its line breaks stay. */
export class Draft {
  readonly #units: Uint16Array;

  constructor(text: string) {
    this.#units = new Uint16Array(text.length);
    for (let at = 0; at < text.length; at += 1) this.#units[at] = text.charCodeAt(at);
  }

  /** Makes a range spaces. */
  blank(startIndex: number, endIndex: number): void {
    for (let at = startIndex; at < endIndex; at += 1) {
      const unit = this.#units[at];
      if (unit !== 10 && unit !== 13) this.#units[at] = 32;
    }
  }

  /** Puts a character in the place of one. */
  put(index: number, character: string): void {
    this.#units[index] = character.charCodeAt(0);
  }

  slice(startIndex: number, endIndex: number): string {
    const { buffer } = this.#units;
    return Buffer.from(buffer, startIndex * 2, (endIndex - startIndex) * 2).toString('utf16le');
  }

  toString(): string {
    return this.slice(0, this.#units.length);
  }
}
