import { describe, expect, it } from 'vitest';
import { definitions, extracted, only, outline, uses } from './support.ts';

const signatures = async (source: string) => (await definitions('a.c', source)).map(({ signature }) => signature);
const names = async (source: string) => (await definitions('a.c', source)).map(({ kind, name }) => `${kind} ${name}`);

describe('functions of C', () => {
  it.each([
    ['a brace on its line', 'int f(int a)\n{\n  return a;\n}\n', 'f', 'int f(int a)', 4],
    ['a brace behind the head', 'int f(int a) {\n  return a;\n}\n', 'f', 'int f(int a)', 3],
    ['one line', 'int f(int a) { return a; }', 'f', 'int f(int a)', 1],
    ['the GNU style', 'static int\nf (int a)\n  {\n    return a;\n  }\n', 'f', 'static int f (int a)', 5],
    ['parameters on several lines', 'int f(\n    int a, // first\n    int b)\n{\n}\n', 'f', 'int f(int a, int b)', 5],
    ['K&R', 'int f(a, b)\n  int a;\n  char *b;\n{\n}\n', 'f', 'int f(a, b) int a; char *b;', 5],
    ['a pointer as its result', 'const char *const *f(void)\n{\n}\n', 'f', 'const char *const *f(void)', 3],
    [
      'a pointer to a function as its result',
      'void (*f(int sig, void (*g)(int)))(int)\n{\n  return g;\n}\n',
      'f',
      'void (*f(int sig, void (*g)(int)))(int)',
      4,
    ],
    ['a macro before it', 'YR_API YR_RULES* f(\n    int a)\n{\n}\n', 'f', 'YR_API YR_RULES* f(int a)', 4],
    ['two macros before it', 'YR_API YR_INLINE int f(void)\n{\n}\n', 'f', 'YR_API YR_INLINE int f(void)', 3],
    ['a macro on the line before', 'YR_API\nint f(void)\n{\n}\n', 'f', 'YR_API int f(void)', 4],
    ['a macro with arguments', 'PRINTF_LIKE(1, 2) int f(void)\n{\n}\n', 'f', 'PRINTF_LIKE(1, 2) int f(void)', 3],
    ['a calling convention', 'BOOL WINAPI f(HANDLE h)\n{\n}\n', 'f', 'BOOL WINAPI f(HANDLE h)', 3],
    ['a macro behind it', 'int f(void) NOTHROW\n{\n}\n', 'f', 'int f(void) NOTHROW', 3],
    ['an attribute', '__attribute__((noinline)) static int f(void) {}', 'f', undefined, 1],
    ['a macro that defines it', 'define_function(f)\n{\n  return_integer(1);\n}\n', 'f', 'define_function(f)', 4],
    ['a macro with several arguments', 'DEFINE_TEST(f, int)\n{\n  run();\n}\n', 'f', 'DEFINE_TEST(f, int)', 4],
    ['a comment that has a brace', 'int f(void) /* } { */\n{ // }\n  g("}", \'}\');\n}\n', 'f', 'int f(void)', 4],
    ['a type of its own', 'struct point f(struct point p)\n{\n}\n', 'f', 'struct point f(struct point p)', 3],
  ])('are found with %s', async (_, source, name, signature, lines) => {
    const symbol = await only('a.c', source);
    expect(symbol).toMatchObject({ kind: 'function', name, span: { startLine: 1, startColumn: 0, endLine: lines } });
    if (signature !== undefined) expect(symbol.signature).toBe(signature);
  });

  it.each([
    ['a declaration', 'int f(int a);\nextern YR_API int g(void);\n'],
    ['a call', 'YR_MODULE(f);\n'],
    ['a macro without semicolon', 'begin_declarations\n  declare_integer("a");\nend_declarations\n'],
    ['a table of functions', 'int (*table[])(int) = {f, g};\n'],
    ['a typedef', 'typedef int (*callback)(int);\n'],
  ])('are not found in %s', async (_, source) => {
    expect(await names(source)).toEqual([]);
  });

  it('are named by the macro that is all of their head', async () => {
    const source =
      '#define YY_DECL int yylex \\\n  (YYSTYPE* value)\n\n/* Reads. */\nYY_DECL\n{\n  return scan(value);\n}\nint f(void) {}\n';
    const symbols = await definitions('a.c', source);
    expect(outline(symbols)).toEqual(['function yylex 5-8', 'function f 9-9']);
    expect(symbols[0]).toMatchObject({ signature: 'YY_DECL', summary: { text: 'Reads.' } });
    expect(uses(symbols[0])).toEqual(['call:scan', 'value:value']);
    expect(outline(await definitions('a.c', 'UNKNOWN_HEAD\n{\n}\nint f(void) {}\n'))).toEqual(['function f 4-4']);
  });

  it('are seen in their file only when they are static', async () => {
    const symbols = await definitions('a.c', 'static int f(void) {}\nint g(void) { static int a; }\n');
    expect(symbols.map(({ visibility }) => visibility)).toEqual(['file', 'public']);
  });

  it('are found behind macros that bring their semicolon', async () => {
    const source = [
      'int f(void)',
      '{',
      '  FAIL_ON_ERROR(open(1))',
      '',
      '  int a = 1;',
      '  FAIL_ON_ERROR_WITH_CLEANUP(',
      '      run(a),',
      '      close(a);',
      '      free(a))',
      '}',
      '',
      'int g(void) { return 1; }',
    ].join('\n');
    const { symbols, syntaxErrors } = await extracted('a.c', source);
    expect(outline(symbols.slice(1))).toEqual(['function f 1-10', 'function g 12-12']);
    expect(uses(symbols[1])).toEqual([
      ...['call:FAIL_ON_ERROR', 'call:open', 'call:FAIL_ON_ERROR_WITH_CLEANUP', 'call:run', 'call:close', 'call:free'],
    ]);
    expect(syntaxErrors).toEqual([]);
  });

  it('are found around loops that macros make, and with types as arguments', async () => {
    const source =
      'void f(list* l)\n{\n  for_each_item(l, item)\n  {\n    use(item);\n  }\n  swap(a, b, node*);\n' +
      '  x = va_arg(args, const char*);\n  return;\n}\n';
    const { symbols, syntaxErrors } = await extracted('a.c', source);
    expect(outline(symbols.slice(1))).toEqual(['function f 1-10']);
    expect(uses(symbols[1])).toEqual(
      expect.arrayContaining(['call:for_each_item', 'call:use', 'call:swap', 'call:va_arg']),
    );
    expect(syntaxErrors).toEqual([]);
  });
});

describe('conditional compilation', () => {
  it('tells variants of a function apart', async () => {
    const symbols = await definitions(
      'a.c',
      '#ifdef _WIN32\nint f(void) { return 1; }\n#elif defined(__APPLE__) || X\nint f(void) { return 2; }\n' +
        '#else\nint f(void) { return 3; }\n#endif\nint g(void) { return 4; }\n',
    );
    expect(symbols.map(({ name, variant }) => [name, variant])).toEqual([
      ['f', 'defined(_WIN32)'],
      ['f', '!defined(_WIN32) && defined(__APPLE__) || X'],
      ['f', '!defined(_WIN32) && !(defined(__APPLE__) || X)'],
      ['g', undefined],
    ]);
  });

  it('does not take the guard of a header for a condition', async () => {
    const symbol = await only(
      'a.h',
      '/* Licence */\n#ifndef A_H\n#define A_H\nstatic inline int f(void) { return 1; }\n#endif\n',
    );
    expect(symbol.variant).toBeUndefined();
  });

  it('reads functions whose braces it parts', async () => {
    const symbols = await definitions(
      'a.c',
      'int f(int a)\n{\n#ifdef X\n  if (a) {\n#else\n  if (!a) {\n#endif\n    g();\n  }\n}\nint h(void) { return 1; }\n',
    );
    expect(outline(symbols)).toEqual(['function f 1-10', 'function h 11-11']);
  });

  it('reads heads and conditions that it parts', async () => {
    const symbols = await definitions(
      'a.c',
      '#ifdef X\nstatic\n#endif\nint f(int a)\n{\n  if (a\n#ifdef Y\n      && g()\n#endif\n  ) return 1;\n}\nint h(void) { return 1; }\n',
    );
    expect(outline(symbols)).toEqual(['function f 2-11', 'function h 12-12']);
  });

  it('reads headers that are for C++ too', async () => {
    const symbols = await definitions(
      'a.h',
      '#ifdef __cplusplus\nextern "C" {\n#endif\nstruct a { int b; };\nstatic int f(void) { return 1; }\n#ifdef __cplusplus\n}\n#endif\n',
    );
    expect(outline(symbols)).toEqual(['struct a 4-4', 'function f 5-5']);
  });

  it('leaves out what is never compiled', async () => {
    expect(await names("#if 0\nint f(void) { it's no code }\n#endif\nint g(void) {}\n")).toEqual(['function g']);
  });
});

describe('types and macros of C', () => {
  it('finds structs, unions and enums, under the name of their typedef', async () => {
    expect(
      await names(
        'struct a { int x; };\nunion b { int x; };\nenum c { X };\ntypedef struct _d { int x; } d, *pd;\n' +
          'typedef enum { Y } e;\ntypedef struct { int x; } *f;\nstruct g;\nstruct h v;\nstruct { int y; } w;\n',
      ),
    ).toEqual(['struct a', 'union b', 'enum c', 'struct d', 'enum e', 'struct f']);
  });

  it('names what is inside by what is around', async () => {
    const symbols = await definitions('a.c', 'struct a {\n  struct b { int x; } c;\n};\n');
    expect(outline(symbols)).toEqual(['struct a 1-3', 'struct a.b 2-2']);
  });

  it('finds macros with parameters, and no others', async () => {
    const source =
      '#define ONE 1\n#define ADD(a, b) \\\n    ((a) + \\\n     (b))\n#define INC(a) ADD(a, ONE) /* more */\n';
    expect(outline(await definitions('a.c', source))).toEqual(['macro ADD 2-4', 'macro INC 5-5']);
    expect(await signatures(source)).toEqual(['#define ADD(a, b)', '#define INC(a)']);
  });
});

describe('references of C', () => {
  const of = async (source: string) => uses((await definitions('a.c', source)).at(-1));

  it('are calls, functions that are handed over, and types', async () => {
    expect(
      await of(
        'int f(ctx* c, int* a)\n{\n  run(1);\n  run(2);\n  on(c, &handler);\n  c->done = finish;\n  qsort(a, 1, 2, (cmp_fn) compare);\n' +
          '  return c->go(1) ? ok() : LIMIT;\n}\n',
      ),
    ).toEqual([
      ...['type:ctx', 'call:run', 'call:on', 'value:handler', 'value:finish', 'call:qsort', 'type:cmp_fn'],
      ...['value:compare', 'call:ok'],
    ]);
  });

  it('count each use, and tell the line of the first', async () => {
    const symbol = await only('a.c', 'int f(void)\n{\n  run(1);\n  run(2);\n}\n');
    expect(symbol.references).toEqual([{ kind: 'call', name: 'run', line: 3, uses: 2 }]);
  });

  it('are none to what the function declares itself', async () => {
    expect(
      await of('int f(int (*cb)(int), int n, char* s)\n{\n  int a = n, *b = s;\n  use(a, b, n);\n  return cb(1);\n}\n'),
    ).toEqual(['call:use']);
  });

  it('are kept by tables of functions', async () => {
    const { symbols } = await extracted('a.c', 'static op_t ops[] = {\n  {"add", op_add},\n  {.run = op_sub},\n};\n');
    expect(uses(symbols[0])).toEqual(['type:op_t', 'value:op_add', 'value:op_sub']);
  });
});

describe('doc comments of C', () => {
  it.each([
    ['/** Opens it. */\n', 'Opens it.'],
    ['/**\n * Opens it.\n *\n * @param a more\n */\n\n', 'Opens it.'],
    ['/* Opens it. */\n', 'Opens it.'],
    ['//\n// Opens it.\n//\n', 'Opens it.'],
    ['/// Opens it.\n', 'Opens it.'],
    ['////////////////////\n// Opens it.\n', 'Opens it.'],
    ['/*!\n   Opens it.\n*/\n', 'Opens it.'],
    ['int a; // Opens it.\n', 'Does nothing.'],
    ['/* Opens it. */\n\n\nint a;\n', 'Does nothing.'],
    ['// Opens it.\n\n', 'Does nothing.'],
  ])('%j', async (comment, text) => {
    const symbols = await definitions('a.c', `${comment}YR_API int f(void)\n{\n}\n`);
    expect(symbols[0]?.summary.text).toBe(text);
  });

  it('of a file, but not its licence', async () => {
    const { symbols } = await extracted(
      'a.c',
      '/*\nCopyright (c) 2020. All Rights Reserved.\n*/\n\n/* Keeps arenas. They grow. */\n\n#include <a.h>\nint f(void) {}\n',
    );
    expect(symbols.map(({ summary }) => summary.text)).toEqual(['Keeps arenas.', 'Does nothing.']);
  });
});
