import { expect, test } from 'vitest';
import { extract, usesOf } from './support.ts';

const rules = [
  '/* Rules for things. */',
  '',
  'import "pe"',
  'include "./common.yar"',
  '',
  '// Above.',
  'private global rule Thing /* rule No */ : first second {',
  '  meta:',
  '    author = "rule Quoted { condition: true }"',
  '    description = "Finds a \\"thing\\". Or two."',
  '  strings:',
  '    $a = /rule x { condition: y }/',
  '  condition:',
  '    // only small ones',
  '    filesize < 10KB   and Other and not (Third or pe.is_dll()) and any of (Family*) and size > 2 and',
  '    for any i in (1..#a) : ( @a[i] > 3 and Fourth )',
  '}',
  '// Short one.',
  'rule Other { condition: true }',
].join('\n');

test('rules have their modifiers and tags, and what their meta or the comment above says', async () => {
  const file = await extract('a.yar', rules);
  expect(file.names).toEqual(['rule Thing', 'rule Other']);
  expect(file.symbol('Thing')).toMatchObject({
    signature: 'private global rule Thing : first second',
    visibility: 'private',
    summary: { text: 'Finds a "thing".', source: 'doc' },
    span: { startLine: 7, endLine: 17 },
    docSpan: { startLine: 10, endLine: 10 },
  });
  expect(file.symbol('Other')).toMatchObject({ visibility: 'public', summary: { text: 'Short one.', source: 'doc' } });
});

test('a condition refers to rules where it takes a truth value', async () => {
  const file = await extract('a.yar', rules);
  expect(file.uses('Thing')).toEqual(['rule Other', 'rule Third', 'call pe.is_dll', 'rule Family*', 'rule Fourth']);
  expect(file.module).toMatchObject({ kind: 'module', summary: { text: 'Rules for things.' } });
  expect(usesOf(file.module)).toEqual(['include pe', 'include ./common.yar']);
});

test('the condition stands for pseudocode, in one layout', async () => {
  const file = await extract('a.yar', rules);
  expect(file.symbol('Thing').pseudocode).toBe(
    [
      'filesize < 10KB',
      'and Other',
      'and not (Third or pe.is_dll())',
      'and any of (Family*)',
      'and size > 2',
      'and for any i in (1..#a) : (@a[i] > 3 and Fourth)',
    ].join('\n'),
  );
  const same = await extract('a.yar', rules.replace(/ {3}and Other/, '\n and /* x */ Other'));
  expect(same.symbol('Thing').pseudocode).toBe(file.symbol('Thing').pseudocode);
  expect(file.symbol('Other').pseudocode).toBe('true');
});

test('spaces in the strings of a condition stay', async () => {
  const file = await extract('a.yar', 'rule a { condition: x contains "a  //  b"   or y matches /( a  b )/ }');
  expect(file.symbol('a').pseudocode).toBe('x contains "a  //  b" or y matches /( a  b )/');
});

test('a condition of thousands of operands is laid out', async () => {
  const condition = Array.from({ length: 2000 }, (_, at) => `(filesize > ${String(at)} or Rule_${String(at)})`).join(
    ' and ',
  );
  const file = await extract('a.yar', `rule a { condition: ${condition} }`);
  expect(file.symbol('a').pseudocode.split('\n')).toHaveLength(2000);
});
