/**
 * Over two public rule sets, file by file: the engine's messages and the lines of `cryptex check --all` are those of
 * `yarac`, none missing and none extra; a file that libyara compiles has no syntax error in its tree; and where libyara
 * finds one, the tree's is on the same line or an earlier one.
 */
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { findings } from '../../server/src/language/engine/findings.ts';
import { classify } from '../../server/src/language/engine/messages.ts';
import { syntaxErrors } from '../../server/src/language/languageService.ts';
import { YaraDocument } from '../../server/src/syntax/yaraDocument.ts';
import { decodeRuleFile } from '../../server/src/workspace/fileSystem.ts';
import type { EngineMessage, ExternalVariable } from '../../server/src/protocol/compileJob.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob } from './jobs.ts';
import { corpus, forEachLibrary } from './libraries.ts';
import { yarac } from './oracle.ts';

/** What scanners define for their rules; without them many rules of signature-base don't compile. */
const defined = ['filename', 'filepath', 'extension', 'filetype', 'owner'].map(
  (name) => ({ type: 'string', name, value: '' }) as const,
);
const corpora: Readonly<Record<string, { path: readonly string[]; externals: readonly ExternalVariable[] }>> = {
  'signature-base': { path: ['signature-base', 'yara'], externals: [] },
  'signature-base with external variables': { path: ['signature-base', 'yara'], externals: defined },
  'yara-rules': { path: ['yara-rules'], externals: [] },
};
const minutes = 60_000;

forEachLibrary((library) => {
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  afterAll(async () => pool[Symbol.asyncDispose]());

  for (const [name, { path, externals }] of Object.entries(corpora)) {
    const folder = corpus(...path);
    describe.skipIf(folder === undefined)(`corpus ${name}`, () => {
      it('gives the messages of yarac', { timeout: 10 * minutes }, async () => {
        const files = rules(folder ?? '');
        expect(files.length).toBeGreaterThan(500);
        const differing: { file: string; missing: string[]; extra: string[] }[] = [];
        let total = 0;
        const wrongTrees: string[] = [];
        const compare = async (file: string) => {
          const [result, expected, content] = await Promise.all([
            pool.run(compileJob([file], { externals: [...externals] })),
            yarac(library, [file], { externals }),
            readFile(file),
          ]);
          const [ours, theirs] = [result.messages, expected].map((messages) => messages.map(line)) as [
            string[],
            string[],
          ];
          total += theirs.length;
          const missing = theirs.filter((message) => !ours.includes(message));
          const extra = ours.filter((message) => !theirs.includes(message));
          if (missing.length + extra.length > 0 || ours.length !== theirs.length)
            differing.push({ file, missing, extra });
          const document = new YaraDocument('file:///rules.yar', decodeRuleFile(content));
          const errors = syntaxErrors(document).map(({ range }) => range.start.line + 1);
          const inFile = result.messages.filter((message) => message.path === file);
          const syntactic = inFile.filter(
            (message) => message.level === 'error' && classify(message.text).kind.syntactic,
          );
          if (
            syntactic.length === 0 ? errors.length > 0 : Math.min(...errors) > Math.min(...syntactic.map((m) => m.line))
          )
            wrongTrees.push(`${file}: tree ${errors.join()}, libyara ${syntactic.map((m) => m.line).join()}`);
          const checked = findings(inFile, { documentOf: () => document, syntaxErrorsOf: () => [], all: true });
          const lines = (checked.get(file) ?? []).map(({ range, severity }) => `${severity} ${range.start.line + 1}`);
          const said = expected
            .filter(({ path }) => path === file)
            .map((message) => `${message.level} ${message.line}`);
          expect(new Set(lines), file).toEqual(new Set(said));
        };
        for (let at = 0; at < files.length; at += 4) await Promise.all(files.slice(at, at + 4).map(compare));
        expect(differing).toEqual([]);
        expect(wrongTrees).toEqual([]);
        console.log(`${name}, libyara ${library.version}: ${files.length} files, ${total} messages, all equal`);
      });
    });
  }
});

function rules(folder: string): string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /\.yara?$/.test(name)).map((name) => join(folder, name));
}

function line({ level, path, line, rule, text }: EngineMessage): string {
  return `${level}: ${path}(${line}): ${rule ?? ''}: ${text}`;
}
