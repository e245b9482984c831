import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyntaxNode } from 'tree-sitter';
import { Outline } from '../../../server/src/syntax/outline.ts';
import { YaraDocument, type Position } from '../../../server/src/syntax/yaraDocument.ts';

/** What a document says of itself, without what only versions share. */
function facts({ tree, outline }: YaraDocument): unknown {
  return { tree: nodes(tree.rootNode), items: items(outline) };
}

function items(outline: Outline): unknown {
  return outline.items.map((item) => {
    const { kind, startIndex, endIndex, hasError } = item;
    return [kind, startIndex, endIndex, hasError, kind === 'rule' ? outline.rule(item) : undefined];
  });
}

function nodes(node: SyntaxNode): unknown {
  return [node.type, node.startIndex, node.endIndex, node.children.map(nodes)];
}

const rule = (name: string): string => `rule ${name} : tag {
  meta: author = "me"
  strings: $a = "text" wide  $b = { 01 ?2 [2-4] 03 }  $c = /ab+c/i
  condition: $a and (#b > 2 or $c) // why
}
`;
const fragments = [
  'x',
  '"',
  '}',
  '{',
  '\n',
  '\r\n',
  '\r',
  'rule z { condition: true }\n',
  '/*',
  '*/',
  '',
  ' ',
  'é',
  '😀',
];

describe('a document through edits', () => {
  it('says the same as one that was opened with the text', () => {
    const edit = fc.record({ at: fc.nat(), length: fc.nat(12), text: fc.constantFrom(...fragments) });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), fc.boolean(), (edits, inOne) => {
        let text = `import "pe"\n${['a', 'b', 'c', 'd', 'e'].map(rule).join('\n')}`;
        const document = new YaraDocument('file:///a.yar', text, 1);
        document.outline.rules.forEach((item) => document.outline.rule(item));
        const changes: { range: { start: Position; end: Position }; text: string }[] = [];
        for (const { at, length, text: typed } of edits) {
          const from = at % (text.length + 1);
          const to = Math.min(text.length, from + length);
          const lines = new YaraDocument('file:///b.yar', text);
          changes.push({ range: { start: lines.positionAt(from), end: lines.positionAt(to) }, text: typed });
          const range = changes.at(-1)?.range;
          const [start, end] = [
            lines.indexAt(range?.start ?? { line: 0, character: 0 }),
            lines.indexAt(range?.end ?? { line: 0, character: 0 }),
          ];
          text = text.slice(0, start) + typed + text.slice(end);
          if (!inOne) {
            document.update(changes.splice(0), document.version + 1);
          }
        }
        if (inOne) {
          document.update(changes, 2);
        }
        expect(document.text).toBe(text);
        // The outline that was carried over is that of the tree.
        expect(items(document.outline)).toEqual(items(Outline.of(document.tree, text)));
        // After an error the parser may find its feet elsewhere than it would from the start; without one it must not.
        const fresh = new YaraDocument('file:///c.yar', text);
        if (!fresh.tree.rootNode.hasError) {
          expect(facts(document)).toEqual(facts(fresh));
        }
      }),
      {
        numRuns: 300,
        examples: [
          // The last edit makes the parser skip a whole rule after an error that lies before it.
          [
            [
              { at: 1290361306, length: 7, text: 'x' },
              { at: 1823736, length: 12, text: '\r' },
              { at: 0, length: 3, text: 'x' },
              { at: 0, length: 5, text: 'x' },
              { at: 0, length: 6, text: '*/' },
              { at: 1691544615, length: 0, text: 'x' },
            ],
            false,
          ],
        ],
      },
    );
  });

  it('counts lines as libyara does where a lone carriage return stands', () => {
    const document = new YaraDocument('file:///a.yar', 'import "pe"\rimport "elf"\nimport "math"');
    expect(document.startOfTreeLine(1)).toBe(document.text.indexOf('import "math"'));
    expect(document.positionAt(document.startOfTreeLine(1)).line).toBe(2);
  });
});
