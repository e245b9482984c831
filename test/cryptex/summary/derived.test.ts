/** Sentences that are made from code without documentation. */
import { describe, expect, test } from 'vitest';
import { extractSource } from '../../../server/src/cryptex/extraction/extractFile.ts';

async function summaries(path: string, text: string): Promise<Record<string, string>> {
  const file = await extractSource(path, Buffer.from(text));
  const told = (file?.symbols ?? []).map(({ name, summary }) => [name, `${summary.source}: ${summary.text}`]);
  return Object.fromEntries(told) as Record<string, string>;
}

describe('say what a body does', () => {
  test('of C: allocates, checks, calls, frees, returns, errors', async () => {
    const said = await summaries(
      'a.c',
      `int make(ARENA** arena, size_t size)
{
  ARENA* fresh = (ARENA*) yr_malloc(sizeof(ARENA));
  if (fresh == NULL)
    return ERROR_INSUFFICIENT_MEMORY;
  fresh->size = size;
  if (grow(fresh, size) != ERROR_SUCCESS)
  {
    yr_free(fresh);
    return ERROR_NO_ROOM;
  }
  *arena = fresh;
  return ERROR_SUCCESS;
}
int count(LIST* list)
{
  int n = 0;
  for (ITEM* item = list->head; item != NULL; item = item->next)
    if (is_good(item)) n++;
  return n;
}
void nothing(void) {}
int same(int a) { return a; }
int again(int depth) { if (depth > 0) return again(depth - 1); return 0; }
`,
    );
    expect(said['make']).toBe(
      'derived: Allocates fresh, sets fresh.size, calls grow and yr_free if grow(fresh, size) != ERROR_…, sets arena and returns ERROR_SUCCESS or ERROR_NO_ROOM.',
    );
    expect(said['count']).toMatch(/^derived: Loops .*is_good.* returns n\.$/);
    expect(said['nothing']).toBe('derived: Does nothing.');
    expect(said['same']).toBe('derived: Returns a.');
    expect(said['again']).toContain('itself');
    expect(said['a.c']).toBe('derived: Defines make, count, nothing, same and again.');
  });

  test('of Python and PowerShell', async () => {
    const python = await summaries(
      'a.py',
      'def load(path):\n    with open(path) as f:\n        rows = parse(f.read())\n    if not rows:\n        raise ValueError("empty")\n    return rows\n',
    );
    expect(python['load']).toMatch(/^derived: .*parse.*ValueError.*returns rows\.$|^derived: .*parse.*returns rows\.$/);
    const shell = await summaries(
      'a.ps1',
      'function Get-Report {\n  param($Path)\n  $rows = Import-Csv $Path\n  foreach ($row in $rows) { Send-Row $row }\n  return $rows\n}\n',
    );
    expect(shell['Get-Report']).toMatch(/^derived: .*Import-Csv.*Send-Row.*\.$/);
  });
});

test('say what a type, a macro, a rule and a command line have in them', async () => {
  const c = await summaries(
    'a.c',
    'struct point { int x, *y; char name[4]; };\nunion u { int a; float b; };\nenum color { RED, GREEN = 4 };\n#define twice(x) ((x) * 2)\n#define noop(x)\n',
  );
  expect(c).toMatchObject({
    point: 'derived: Holds x, y and name.',
    u: 'derived: Holds one of a and b.',
    color: 'derived: Enumerates RED and GREEN.',
    twice: 'derived: Expands to ((x) * 2).',
    noop: 'derived: Expands to nothing.',
  });
  const yara = await summaries('a.yar', 'rule r { strings: $a = "x"\n $b = "y"\n condition: any of them }\n');
  expect(yara['r']).toBe('derived: Looks for 2 patterns and matches if any of them.');
  const typescript = await summaries(
    'a.ts',
    'export class Store extends Base { path = ""; open() { return load(this.path); } close() {} }\nexport interface Place { line: number; file: string }\n',
  );
  expect(typescript['Store']).toMatch(/^derived: Extends Base by the methods open and close\.$/);
  expect(typescript['Place']).toBe('derived: Holds line and file.');
});

test('tell apart what is alike but for the names', async () => {
  const said = await summaries(
    'a.c',
    'int first(void)\n{\n  lock();\n  if (run(1)) stop();\n  return done();\n}\nint second(void)\n{\n  lock();\n  if (run(2)) stop();\n  return done();\n}\n',
  );
  expect(said['first']).not.toBe(said['second']);
});
