/** Over two public rule sets, file by file, the engine's messages are those of `yarac`: none missing, none extra. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { EngineMessage } from '../../server/src/protocol/engine.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob } from './jobs.ts';
import { corpus, forEachLibrary } from './libraries.ts';
import { yarac } from './oracle.ts';

const corpora = { 'signature-base': ['signature-base', 'yara'], 'yara-rules': ['yara-rules'] } as const;
const minutes = 60_000;

forEachLibrary((library) => {
  const pool = new WorkerPool({ workers: 1, libyara: library.path });
  afterAll(async () => pool[Symbol.asyncDispose]());

  for (const [name, path] of Object.entries(corpora)) {
    const folder = corpus(...path);
    describe.skipIf(folder === undefined)(`corpus ${name}`, () => {
      it('gives the messages of yarac', { timeout: 10 * minutes }, async () => {
        const files = rules(folder ?? '');
        expect(files.length).toBeGreaterThan(500);
        const differing: { file: string; missing: string[]; extra: string[] }[] = [];
        let total = 0;
        const compare = async (file: string) => {
          const [result, expected] = await Promise.all([pool.run(compileJob([file])), yarac(library, [file])]);
          const [ours, theirs] = [result.messages, expected].map((messages) => messages.map(line)) as [
            string[],
            string[],
          ];
          total += theirs.length;
          const missing = theirs.filter((message) => !ours.includes(message));
          const extra = ours.filter((message) => !theirs.includes(message));
          if (missing.length + extra.length > 0 || ours.length !== theirs.length)
            differing.push({ file, missing, extra });
        };
        for (let at = 0; at < files.length; at += 4) await Promise.all(files.slice(at, at + 4).map(compare));
        expect(differing).toEqual([]);
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
