/** What two programs printed, weighed against each other without the order, which threads decide. */

export type Side = 'yara' | 'cryptex';

/** Printed by one of the two only, or more often. */
export interface Difference {
  readonly only: Side;
  readonly stream: 'stdout' | 'stderr';
  /** A rule with its matches, or a line. */
  readonly text: string;
  readonly times: number;
}

export class OutputTally {
  /** How often more `yara` has printed it. Holds what is not even yet, so both may print for long. */
  readonly #surplus = { stdout: new Map<string, number>(), stderr: new Map<string, number>() };

  add(side: Side, stream: 'stdout' | 'stderr', text: string): void {
    const surplus = this.#surplus[stream];
    const count = (surplus.get(text) ?? 0) + (side === 'yara' ? 1 : -1);
    if (count === 0) surplus.delete(text);
    else surplus.set(text, count);
  }

  differences(): Difference[] {
    return (['stdout', 'stderr'] as const).flatMap((stream) =>
      [...this.#surplus[stream]].map(([text, count]) => ({
        only: count > 0 ? 'yara' : 'cryptex',
        stream,
        text,
        times: Math.abs(count),
      })),
    );
  }
}

/** Puts the lines of matches to the line of their rule, since those stay together in any order of files. */
export class RuleGrouper {
  readonly #done: (text: string) => void;
  #group = '';
  /** Rules so far. */
  rules = 0;

  constructor(done: (text: string) => void) {
    this.#done = done;
  }

  line(line: string): void {
    if (/^0x[0-9a-f]+:/.test(line)) {
      this.#group += `\n${line}`;
      return;
    }
    this.end();
    this.#group = line;
  }

  end(): void {
    if (this.#group === '') return;
    this.rules += 1;
    this.#done(this.#group);
    this.#group = '';
  }
}
