/**
 * `npm run bench -- reparse`: what a one-character edit costs in the largest file of the corpora.
 *
 * Seeded edits inside of rules, each taken back afterwards. "tree" is tree-sitter's part (edit and re-parse), "document"
 * all that a keystroke costs before features are asked: text, tree and outline.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Parser from 'tree-sitter';
import { yaraLanguage } from '../../server/src/syntax/grammar.ts';
import { YaraDocument } from '../../server/src/syntax/yaraDocument.ts';
import { syntaxErrors } from '../../server/src/language/languageService.ts';
import { decodeRuleFile } from '../../server/src/workspace/fileSystem.ts';
import { corpus } from '../engine/libraries.ts';
import { percentiles, random } from './figures.ts';

const edits = 400;

export async function run(): Promise<void> {
  const folder = corpus('yara-rules');
  if (folder === undefined) {
    console.log('skipped: yara-rules is not here (CRYPTEX_CORPORA)');
    return;
  }
  const text = decodeRuleFile(await readFile(join(folder, 'packers', 'peid.yar')));
  console.log(`packers/peid.yar, ${text.length} characters, ${edits} edits of one character`);
  console.log(`tree      ${percentiles(tree(text))}`);
  console.log(`document  ${percentiles(document(text))}`);
}

function tree(text: string): number[] {
  const next = random(1);
  const parser = new Parser();
  parser.setLanguage(yaraLanguage());
  const parse = (from: string, old?: Parser.Tree) =>
    parser.parse((index) => from.slice(index, index + 4096), old, { bufferSize: 4096 });
  const lines = new YaraDocument('file:///peid.yar', text);
  let now = parse(text);
  const times: number[] = [];
  for (let i = 0; i < edits; i++) {
    const startIndex = Math.floor(next() * text.length);
    const { line: row, character: column } = lines.positionAt(startIndex);
    const edited = `${text.slice(0, startIndex)}x${text.slice(startIndex)}`;
    // A string that was put together is copied when it is first read; that is the text's cost, not the tree's.
    edited.charCodeAt(0);
    const [start, end] = [
      { row, column },
      { row, column: column + 1 },
    ];
    const began = performance.now();
    now.edit({
      startIndex,
      oldEndIndex: startIndex,
      newEndIndex: startIndex + 1,
      startPosition: start,
      oldEndPosition: start,
      newEndPosition: end,
    });
    now = parse(edited, now);
    times.push(performance.now() - began);
    now.edit({
      startIndex,
      oldEndIndex: startIndex + 1,
      newEndIndex: startIndex,
      startPosition: start,
      oldEndPosition: end,
      newEndPosition: start,
    });
    now = parse(text, now);
  }
  return times;
}

function document(text: string): number[] {
  const next = random(2);
  const one = new YaraDocument('file:///peid.yar', text);
  const times: number[] = [];
  for (let i = 0; i < edits; i++) {
    const start = one.positionAt(Math.floor(next() * text.length));
    const end = { line: start.line, character: start.character + 1 };
    const began = performance.now();
    one.update([{ range: { start, end: start }, text: 'x' }], i);
    syntaxErrors(one);
    times.push(performance.now() - began);
    one.update([{ range: { start, end }, text: '' }], i);
  }
  return times;
}
