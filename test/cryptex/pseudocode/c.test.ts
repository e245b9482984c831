import { describe, expect, it } from 'vitest';
import { isBalanced } from '../../../server/src/cryptex/pseudocode/check.ts';
import { lines, ofC } from './support.ts';

describe('pseudocode of C', () => {
  it('joins statements that follow each other, and leaves declarations without effect out', () => {
    expect(ofC('YR_ARENA* a, *b = NULL; int n; a = (YR_ARENA*) yr_malloc(sizeof(YR_ARENA)); a->xrefs += 1; n++;')).toBe(
      'b ← NULL; a ← yr_malloc(sizeof(YR_ARENA)); a.xrefs += 1; n++',
    );
  });

  it('keeps a guard on its line', () => {
    expect(ofC('p = f(x);\nif (p == NULL && !q)\n  return ERROR;\ng(p);\nreturn OK;')).toBe(
      'p ← f(x); if p == NULL and not q: return ERROR\ng(p); return OK',
    );
  });

  it('gives longer ways a block, and short ones a line', () => {
    const long =
      'first_function_name(argument_one, argument_two); another_long_function_name(argument_one, argument_two);';
    expect(ofC(`if (a) { ${long} other(); } else if (b) { c(); } else { d(); }`)).toBe(
      lines(`
        if a:
          first_function_name(argument_one, argument_two); another_long_function_name(argument_one, argument_two)
          other()
        else if b: c()
        else: d()
      `),
    );
  });

  it('tells loops apart', () => {
    expect(
      ofC(
        'for (int i = 0; i < n; i++) f(i);\nwhile (x) x = g(x);\ndo { h(); } while (k());\nfor (;;) { if (m()) break; }\nwhile (1) o();',
      ),
    ).toBe(
      lines(`
        for i ← 0; i < n; i++: f(i)
        while x: x ← g(x)
        repeat while k(): h()
        loop: if m(): break
        loop: o()
      `),
    );
  });

  it('takes a macro before a block for the loop that it is', () => {
    expect(ofC('yr_rule_tags_foreach(rule, tag)\n{\n  print(tag);\n}')).toBe(
      'each yr_rule_tags_foreach(rule, tag): print(tag)',
    );
  });

  it('joins cases that share their statements, and tells where one falls through', () => {
    expect(
      ofC('switch (x) { case 1: case 2: f(); break; case 3: g(); case 4: return h(); default: k(); break; }'),
    ).toBe(
      lines(`
        switch x:
        case 1, 2: f()
        case 3: g(); fall through
        case 4: return h()
        else: k()
        end
      `),
    );
  });

  it('keeps conditional compilation, labels and jumps', () => {
    expect(
      ofC('#ifdef _WIN32\n  f();\n#elif defined(X)\n  g();\n#else\n  h();\n#endif\n  goto exit;\nexit:\n  return 0;'),
    ).toBe(
      lines(`
        #if _WIN32: f()
        #elif defined(X): g()
        #else: h()
        goto exit
        label exit; return 0
      `),
    );
  });

  it('shows the calls inside of a macro that checks them', () => {
    expect(ofC('FAIL_ON_ERROR(yr_parser_emit(compiler, OP_CALL, &address));')).toBe(
      'FAIL_ON_ERROR(yr_parser_emit(compiler, OP_CALL, &address))',
    );
  });

  it('names each call of an expression that it cuts', () => {
    const text = ofC(
      'x = first(alpha_alpha_alpha, beta_beta_beta_beta, second(gamma_gamma_gamma, third(delta_delta_delta))) + fourth(epsilon);',
    );
    for (const name of ['first(', 'second(', 'third(', 'fourth(']) {
      expect(text).toContain(name);
    }
    expect(text).toContain('…');
    expect(isBalanced(text)).toBe(true);
  });

  it('counts messages to a log', () => {
    expect(ofC('YR_DEBUG_FPRINTF(2, stderr, "a"); YR_DEBUG_FPRINTF(2, stderr, "b", name(x)); f();')).toBe(
      'log YR_DEBUG_FPRINTF, name × 2; f()',
    );
  });

  it('shortens strings, and is not led astray by what is in them', () => {
    expect(ofC(`f("say \\"(\\" and {", ')', '\\'', "a very long text that nobody needs to read");`)).toBe(
      `f("say '(' and {", ')', '\\'', "a very long text that nobod…")`,
    );
  });

  it('folds the innermost blocks of a long body first, and names what is in them', () => {
    const inner = Array.from(
      { length: 12 },
      (_, at) => `some_function_number_${at.toString()}(argument, other);\n`,
    ).join('');
    const text = ofC(`a();\nwhile (b) {\nif (c) {\n${inner}if (d) return E;\n}\n}\nreturn OK;`);
    expect(text.split('\n').length).toBeLessThanOrEqual(6);
    expect(text).toMatch(
      /^ {2}if c: … 14 statements: some_function_number_0, .*some_function_number_11; 1 × if; return E$/m,
    );
    expect(text).toMatch(/return OK$/);
  });

  it('follows ten thousand parentheses and a thousand ways without running out of stack', () => {
    const deep = `x = ${'('.repeat(10_000)}f(1)${')'.repeat(10_000)};`;
    const long = Array.from({ length: 1000 }, (_, at) => `if (x == ${at.toString()}) g${at.toString()}();\nelse `).join(
      '',
    );
    for (const source of [deep, `${long} h();`, `${'{'.repeat(20_000)}g();${'}'.repeat(20_000)}`]) {
      const text = ofC(source);
      expect(isBalanced(text)).toBe(true);
      expect(text).toMatch(/[fg]\(|g999/);
    }
  });
});
