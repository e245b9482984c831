/** Writes the index anew: what stays as it was, what is left out as a comment with the reason. */
import { dirname } from 'node:path';
import { EngineError } from '../common/errors.ts';
import { decodedPath, spelledFrom } from './includePath.ts';
import type { NestedIndex, Part, Plan, Reason, Unit } from './plan.ts';

export interface Rendered {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Where the parts of indexes that stay are: the lines that a message about the written file can have; 1-based. */
  readonly lines: ReadonlyMap<Unit, { readonly first: number; readonly last: number }>;
}

export interface RenderOptions {
  /** The file to be written; its folder is a real path. */
  readonly output: string;
  readonly leftOut: ReadonlyMap<Unit, Reason>;
  /** Whether a nested index of which everything stays is included as it is, rather than its files one by one. */
  readonly keepNested: boolean;
}

/** @throws {EngineError} `invalid` where a file can't be named from the place of the output */
export function render(plan: Plan, options: RenderOptions): Rendered {
  return new Renderer(options).render(plan.parts);
}

/** All units in a nested index. */
export function unitsIn(parts: readonly Part[]): Unit[] {
  return parts.flatMap((part) => {
    if (typeof part === 'string') return [];
    return part.type === 'unit' ? [part] : unitsIn(part.parts);
  });
}

class Renderer {
  readonly #options: RenderOptions;
  readonly #pieces: string[] = [];
  readonly #lines = new Map<Unit, { first: number; last: number }>();
  #line = 1;

  constructor(options: RenderOptions) {
    this.#options = options;
  }

  render(parts: readonly Part[]): Rendered {
    this.#addAll(parts);
    return { bytes: Buffer.from(this.#pieces.join(''), 'latin1'), lines: this.#lines };
  }

  #addAll(parts: readonly Part[]): void {
    for (const part of parts) {
      if (typeof part === 'string') this.#write(part);
      else if (part.type === 'unit') this.#addUnit(part);
      else this.#addNested(part);
    }
  }

  #addUnit(unit: Unit): void {
    const reason = this.#options.leftOut.get(unit);
    const first = this.#line;
    if (reason) this.#write(this.#remark(unit, reason));
    else if (unit.kind === 'file') this.#write(this.#include(unit));
    else {
      this.#write(unit.text);
      this.#lines.set(unit, { first, last: this.#line });
    }
  }

  #addNested(nested: NestedIndex): void {
    if (this.#options.keepNested && this.#isWhole(nested)) {
      this.#write(this.#include(nested));
      return;
    }
    this.#write(binary(`/* From here: the files of ${inComment(this.#spelled(nested) ?? nested.path)} */\n`));
    this.#addAll(nested.parts);
    // A comment at its end must not take in what stood after the include.
    if (this.#pieces.findLast((piece) => piece !== '')?.endsWith('\n') !== true) this.#write('\n');
    this.#write(binary('/* To here */'));
  }

  /** Whether libyara would find all of it by itself, and none is left out. */
  #isWhole({ parts }: NestedIndex): boolean {
    return parts.every(
      (part) =>
        typeof part === 'string' ||
        (part.direct && (part.type === 'unit' ? !this.#options.leftOut.has(part) : this.#isWhole(part))),
    );
  }

  #include(included: Unit | NestedIndex): string {
    const spelled = this.#spelled(included);
    if (spelled === undefined) {
      throw new EngineError('invalid', `${included.path} can't be included: its path has a quote or a line break.`);
    }
    return binary(`include "${spelled}"`);
  }

  #spelled({ path, index, text, direct }: Unit | NestedIndex): string | undefined {
    const here = dirname(this.#options.output);
    // Where nothing moves, nothing is respelled.
    if (direct && dirname(index) === here) return decodedPath(/"([^"\n]*)"/.exec(text)?.[1] ?? '');
    return spelledFrom(here, path);
  }

  #remark(unit: Unit, { message }: Reason): string {
    const why = inComment(message);
    if (unit.kind === 'file') {
      const spelled = unit.file ? (this.#spelled(unit) ?? unit.name) : unit.name;
      return binary(`/* left out: include "${inComment(spelled)}" (${why}) */`);
    }
    return `${binary(`/* left out (${why}):`)}\n${withoutEnd(unit.text)}\n*/`;
  }

  #write(piece: string): void {
    this.#pieces.push(piece);
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) this.#line += 1;
  }
}

/** UTF-8 in the terms of `binaryText`. */
function binary(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

function withoutEnd(text: string): string {
  return text.replaceAll('*/', '* /');
}

/** Paths and identifiers are whatever somebody gave as a name. */
function inComment(text: string): string {
  return withoutEnd(text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu, ' '));
}
