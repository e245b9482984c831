/** Summaries that are derived from similar bodies of one file get what tells the bodies apart. */
import type { ExtractedSymbol } from '../../protocol/cryptex.ts';
import { cutAtWord, harmless, LONGEST, shortCode } from './words.ts';

export type Told = Pick<ExtractedSymbol, 'name' | 'summary' | 'pseudocode' | 'signature'>;

/** Characters that what tells apart may have. */
const ROOM = 64;
/** Of more, as a generated file has them, it would cost too much. */
const MOST = 100;

/**
 * The texts, in the same order; where two are the same but for the names of their definitions, each one names a
 * statement that the others don't have, or its parameters. Those whose bodies and parameters are the same stay the same.
 */
export function toldApart(all: readonly Told[]): string[] {
  const texts = all.map(({ summary }) => summary.text);
  const groups = new Map<string, number[]>();
  all.forEach(({ name, summary }, index) => {
    if (summary.source === 'derived') {
      const key = withoutName(summary.text, name);
      const group = groups.get(key);
      if (group === undefined) {
        groups.set(key, [index]);
      } else {
        group.push(index);
      }
    }
  });
  for (const group of groups.values()) {
    if (group.length < 2 || group.length > MOST) continue;
    const statements = group.map((index) => statementsOf(all[index]?.pseudocode ?? '', all[index]?.name ?? ''));
    const heads = group.map((index) => parametersOf(all[index]));
    group.forEach((index, at) => {
      const others = statements.filter((_, each) => each !== at);
      const own = [...(statements[at] ?? [])].find(([each]) => others.every((other) => !other.has(each)))?.[1];
      const head = heads[at] ?? '';
      const isOnlyHead =
        head !== '' && head !== all[index]?.name && heads.every((other, each) => each === at || other !== head);
      const told =
        own !== undefined ? `including ${shortCode(own, ROOM)}` : isOnlyHead ? `given ${shortCode(head, ROOM)}` : '';
      if (told !== '') {
        texts[index] = harmless(
          `${cutAtWord((texts[index] ?? '').replace(/\.$/, ''), LONGEST - told.length - 3)}, ${told}.`,
        );
      }
    });
  }
  return texts;
}

/** With a mark in the place of the name, wherever that stands as a word. */
function withoutName(text: string, name: string): string {
  return text
    .split(/([\p{L}\p{N}_$-]+)/u)
    .map((word) => (word === name ? '@' : word))
    .join('');
}

/** As they are, by what they are but for the name. */
function statementsOf(pseudocode: string, name: string): Map<string, string> {
  return new Map(
    pseudocode
      .split(/\n|; |: /)
      .map((statement) => statement.trim())
      .filter((statement) => statement.length > 3 && statement !== 'end')
      .map((statement) => [withoutName(statement, name), statement]),
  );
}

function parametersOf(derived: Told | undefined): string {
  return (
    /\(.*\)/s
      .exec(derived?.signature ?? '')?.[0]
      .slice(1, -1)
      .replace(/\s+/g, ' ')
      .trim() ?? ''
  );
}
