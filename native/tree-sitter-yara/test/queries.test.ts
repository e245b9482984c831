import { readFileSync } from 'node:fs';
import Parser from 'tree-sitter';
import { describe, expect, it } from 'vitest';
import { language, parse } from './support/trees.ts';

const sample = `import "pe"
/* about a */
private rule a : tag {
  meta:
    author = "x\\n"
  strings:
    $a = { 01 ?? [2] ~03 ( 04 | A? ) }
    $b = /a[b-c]+\\d|(.)$/i
    $c = "text" xor(1-2)
  condition:
    for any i in (1..#a) : ( @a[i] < 10KB ) and pe.is_dll() and not other and 50% of ($b*)
}
`;

function captures(name: string): Map<string, string[]> {
  const source = readFileSync(new URL(`../queries/${name}.scm`, import.meta.url), 'utf8');
  const found = new Map<string, string[]>();
  for (const { name: capture, node } of new Parser.Query(language, source).captures(parse(sample).rootNode)) {
    found.set(capture, [...(found.get(capture) ?? []), node.text]);
  }
  return found;
}

describe('queries', () => {
  it('highlight what there is', () => {
    const found = captures('highlights');
    expect(found.get('comment')).toEqual(['/* about a */']);
    expect(found.get('type')).toEqual(['a']);
    expect(found.get('label')).toEqual(['tag']);
    expect(found.get('string.escape')).toEqual(['\\n']);
    expect(found.get('type.unit')).toEqual(['KB']);
    expect(found.get('function.method')).toEqual(['is_dll']);
    expect(found.get('keyword.modifier')).toEqual(['private', 'i', 'xor']);
    expect(found.has('error')).toBe(false);
  });

  it('fold rules, sections and comments', () => {
    const starts = (captures('folds').get('fold') ?? []).map((text) => text.slice(0, 9));
    expect(starts).toEqual(
      expect.arrayContaining(['import "p', '/* about ', 'private r', 'meta:\n   ', 'strings:\n', 'condition']),
    );
  });

  it('tell definitions from references', () => {
    const found = captures('locals');
    expect(found.get('local.definition.constant')).toEqual(['$a', '$b', '$c']);
    expect(found.get('local.definition.variable')).toEqual(['i']);
    expect(found.get('local.reference')).toEqual(expect.arrayContaining(['#a', '@a', 'i', 'pe', 'other']));
  });

  it('tag rules and patterns', () => {
    const found = captures('tags');
    expect(found.get('name')).toEqual(expect.arrayContaining(['a', '$a', '$b', '$c', 'is_dll', 'other']));
    expect(found.get('definition.class')).toHaveLength(1);
  });
});
