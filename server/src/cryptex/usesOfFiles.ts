/** The names that the symbols of many files use, kept small until it is known which entries the symbols are. */
import type { DictionaryWriter, StoredUse } from '../store/dictionaryWriter.ts';
import type { SymbolRow } from './content.ts';
import { columnText } from './edits.ts';
import { referenceKinds, tailOf } from './resolve.ts';

const numbers = new Map(referenceKinds.map((kind, index) => [kind, index]));

export class UsesOfFiles {
  readonly #names = new Map<string, { readonly index: number; readonly tail: string }>();
  /** Of each file for each use: the place of the symbol, the name, the kind. */
  readonly #files: { readonly path: string; readonly uses: Uint32Array }[] = [];

  add(path: string, rows: readonly Pick<SymbolRow, 'uses'>[]): void {
    const uses: number[] = [];
    for (const [position, row] of rows.entries())
      for (const [kind, written] of row.uses) {
        const name = columnText(written);
        let known = this.#names.get(name);
        if (!known) {
          known = { index: this.#names.size, tail: columnText(tailOf(kind, written)) };
          this.#names.set(name, known);
        }
        uses.push(position, known.index, numbers.get(kind) ?? 0);
      }
    this.#files.push({ path, uses: Uint32Array.from(uses) });
  }

  /** `idsOf` gives the entries of a file's symbols, in the order of the rows. */
  async write(writer: DictionaryWriter, idsOf: (path: string) => readonly number[]): Promise<void> {
    const tails = new Map([...this.#names].map(([name, { tail }]) => [name, tail]));
    const ids = await writer.putNames(tails);
    const idOfIndex = Uint32Array.from(this.#names.keys(), (name) => ids.get(name) ?? 0);
    const count = this.#files.reduce((sum, { uses }) => sum + uses.length / 3, 0);
    const entryIds = this.#files.map(({ path }) => idsOf(path));
    const beyond = entryIds.reduce((most, some) => some.reduce((a, b) => Math.max(a, b), most), 0) + 1;
    /** Name, entry and kind in one number, to be sorted as the table is: in another order its rows cost many times as much. */
    const keys = new Float64Array(count);
    let at = 0;
    for (const [file, { uses }] of this.#files.entries()) {
      for (let from = 0; from < uses.length; from += 3) {
        const name = idOfIndex[uses[from + 1] ?? 0] ?? 0;
        const entry = entryIds[file]?.[uses[from] ?? 0] ?? 0;
        keys[at] = (name * beyond + entry) * referenceKinds.length + (uses[from + 2] ?? 0);
        at += 1;
      }
    }
    keys.sort();
    writer.putUses(usesOf(keys, beyond));
  }
}

function* usesOf(keys: Float64Array, beyond: number): Generator<StoredUse> {
  for (const key of keys) {
    const place = Math.floor(key / referenceKinds.length);
    yield { name: Math.floor(place / beyond), entry: place % beyond, kind: key % referenceKinds.length };
  }
}
