import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { firstSentence } from '../../../server/src/cryptex/summary/firstSentence.ts';

describe('the first sentence of a doc comment', () => {
  it.each([
    ['Opens it. Then closes it.', 'Opens it.'],
    ['Opens a file, e.g. a rule. More.', 'Opens a file, e.g. a rule.'],
    ['Opens v1.2 of it! Yes.', 'Opens v1.2 of it!'],
    ['@brief Opens it.\n@param path the path', 'Opens it.'],
    ['\\brief Opens it.\n\nMore of it.', 'Opens it.'],
    ['\\fn int open_it(void)\n\\brief Opens it.', 'Opens it.'],
    ['open_it() - opens a thing\n@path: where\n\nLong text.', 'opens a thing'],
    ['open_it: opens a thing.', 'opens a thing.'],
    ['open_it\n\nOpens a thing.', 'Opens a thing.'],
    ['Copyright (c) 2013. All rights reserved.\n\nOpens it all.', 'Opens it all.'],
    ['SPDX-License-Identifier: MIT', undefined],
    ['TODO: write this', undefined],
    ['-----------\n===========', undefined],
    ['@param path the path\n@return nothing at all', undefined],
    ['Args:\n    path: the path', undefined],
    ['.SYNOPSIS\nGets the thing.\n.DESCRIPTION\nMore.', 'Gets the thing.'],
    ['.PARAMETER Path\nThe path.', undefined],
    ['Reads :class:`~a.Rule` of ``text``.', 'Reads a.Rule of text.'],
    ['Reads {@link Rule} of <b>text</b>.', 'Reads Rule of text .'],
    ['Fills a vector<int> of <stdio.h>, <see cref="x"/>and <br>so on.', 'Fills a vector<int> of <stdio.h>, and so on.'],
    ['open_it', undefined],
  ])('%j', (doc, sentence) => {
    expect(firstSentence(doc, 'open_it')).toBe(sentence);
  });

  it('is one line of at most 160 characters, whatever the comment is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 8 }), (doc, name) => {
        const sentence = firstSentence(doc, name);
        if (sentence === undefined) return;
        expect(sentence.length).toBeLessThanOrEqual(160);
        expect(sentence).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(sentence.trim()).not.toBe('');
      }),
    );
  });
});
