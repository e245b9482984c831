/** libyara's messages stand on the token that they are about, with a stable code. The caret brackets say where. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forEachLibrary } from '../engine/libraries.ts';
import { engineWith } from './engine.ts';
import { Session } from './session.ts';

/** ⟦…⟧ marks the range of the diagnostic that follows. */
const cases: readonly { code: string; text: string; since?: string }[] = [
  { code: 'undefined-identifier', text: 'rule a { condition: true and\n ⟦foo⟧ and true }' },
  { code: 'undefined-pattern', text: 'rule a { strings: $a = "x" condition: $a and ⟦#b⟧ > 2 }' },
  { code: 'unreferenced-pattern', text: 'rule a {\n strings:\n $a = "x"\n ⟦$b⟧ = "y"\n condition:\n $a\n}' },
  { code: 'duplicate-identifier', text: 'rule a { condition: true }\nrule ⟦a⟧ { condition: true }' },
  { code: 'duplicate-pattern', text: 'rule a { strings: $a = "x"\n ⟦$a⟧ = "y" condition: $a }' },
  { code: 'duplicate-tag', text: 'rule a : t u ⟦t⟧ { condition: true }' },
  { code: 'unknown-module', text: '⟦import "nothing"⟧\nrule a { condition: true }' },
  { code: 'unknown-field', text: 'import "pe"\nrule a { condition: pe.⟦nothing⟧ == 1 }' },
  { code: 'not-a-structure', text: 'import "pe"\nrule a { condition: pe.⟦machine⟧.x == 1 }' },
  { code: 'not-indexable', text: 'import "pe"\nrule a { condition: pe.⟦machine⟧[1] == 1 }' },
  { code: 'not-a-function', text: 'import "pe"\nrule a { condition: pe.⟦machine⟧(1) == 1 }' },
  { code: 'wrong-arguments', text: 'import "pe"\nrule a { condition: pe.⟦exports⟧(1.5) }' },
  { code: 'wrong-type', text: 'rule a { condition: ⟦"x" + 1⟧ == 2 }' },
  { code: 'division-by-zero', text: 'rule a { condition: 1 ⟦\\⟧ 0 == 1 }' },
  { code: 'include-not-found', text: '⟦include "nowhere.yar"⟧\nrule a { condition: true }' },
  { code: 'invalid-modifier', text: 'rule a { strings: $a = "x" ⟦xor(9-3)⟧ condition: $a }' },
  { code: 'slow-pattern', text: 'rule a { strings: $b = "long enough" ⟦$a⟧ = { 01 ?? ?? } condition: $a and $b }' },
  {
    code: 'loop-nesting',
    text: 'rule a { strings: $a = "x" condition: for any of them : ( ⟦for any of them : ( $ )⟧ ) }',
  },
  {
    code: 'duplicate-loop-variable',
    text: 'rule a { condition: for any i in (1,2) : ( for any ⟦i⟧ in (3,4) : ( i == 1 ) ) }',
  },
  { code: 'empty-pattern', text: 'rule a { strings: ⟦$a⟧ = "" condition: $a }' },
];

forEachLibrary((library) => {
  let session: Session;
  beforeAll(async () => {
    session = await Session.start({ engine: engineWith(library) });
  });
  afterAll(() => session.stop());

  describe('a message of libyara', () => {
    it.each(cases)('$code stands on its token', async ({ code, text }) => {
      const uri = `file:///placement/${code}-${cases.findIndex((one) => one.text === text)}.yar`;
      const start = text.indexOf('⟦');
      const length = text.indexOf('⟧') - start - 1;
      const plain = text.replace(/[⟦⟧]/g, '');
      await session.open(uri, plain);
      const found = await session.diagnostics(uri, (all) => all.some((one) => one.source === 'libyara'));
      expect(found.map((one) => one.code)).toContain(code);
      const diagnostic = found.find((one) => one.code === code);
      const lines = plain.split('\n');
      const { range } = diagnostic ?? {};
      const indexOf = (position = { line: 0, character: 0 }) =>
        lines.slice(0, position.line).reduce((sum, line) => sum + line.length + 1, 0) + position.character;
      expect(plain.slice(indexOf(range?.start), indexOf(range?.end))).toBe(plain.slice(start, start + length));
      expect(indexOf(range?.start)).toBe(start);
    });
  });
});
