/** The language server as an editor sees it, with the real libyara. */
import { mkdtempSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic } from 'vscode-languageserver-protocol';
import type { CheckSummary } from '../../server/src/protocol/languageServer.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { forEachLibrary } from '../engine/libraries.ts';
import { engineWith } from './engine.ts';
import { Session, type SessionOptions } from './session.ts';

const codes = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ code }) => code);
const messages = (diagnostics: readonly Diagnostic[]) => diagnostics.map(({ message }) => message);
const has = (code: string) => (diagnostics: readonly Diagnostic[]) => codes(diagnostics).includes(code);
const none = (diagnostics: readonly Diagnostic[]) => diagnostics.length === 0;

const folders: string[] = [];

/** A folder with files, for one test; answers the URI of each. */
async function workspace(files: Readonly<Record<string, string | Buffer>>): Promise<(name: string) => string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex lsp ')));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return (name) => pathToFileURL(join(folder, name)).toString().replace(/\/$/, '');
}

forEachLibrary((library) => {
  const sessions: Session[] = [];
  const start = async (options: Partial<SessionOptions> = {}): Promise<Session> => {
    const session = await Session.start({ engine: engineWith(library), ...options });
    sessions.push(session);
    return session;
  };
  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.stop()));
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  describe('diagnostics', () => {
    it('come from the tree and from libyara, and not twice for one mistake', async () => {
      const session = await start();
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: true and }\nrule b { condition: foo }');
      const found = await session.diagnostics(uri, has('undefined-identifier'));
      expect(found.map(({ code, source, range }) => [code, source, range.start.line])).toEqual([
        ['syntax', 'YARA', 0],
        ['undefined-identifier', 'libyara', 1],
      ]);
      expect(found.every(({ codeDescription, code }) => codeDescription?.href.endsWith(`#${code ?? ''}`))).toBe(true);
    });

    it('leave out what only follows from an earlier error', async () => {
      const session = await start();
      const uri = 'file:///w/a.yar';
      await session.open(
        uri,
        'import "nothing"\nrule a { condition: nothing.x == 1 }\nrule b { condition: a and oops }\nrule c { condition: b }',
      );
      const found = await session.diagnostics(uri, has('undefined-identifier'));
      expect(messages(found)).toEqual(['unknown module "nothing"', 'undefined identifier "oops"']);
    });

    it('follow the text: what is mended goes, and no older judgement comes after a newer one', async () => {
      const session = await start();
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: foo }');
      await session.diagnostics(uri, has('undefined-identifier'));
      for (const [from, to] of [
        ['foo', 'bar'],
        ['bar', 'baz'],
        ['baz', 'true'],
      ] as const) {
        await session.edit(uri, from, to);
      }
      await session.diagnostics(uri, none);
      const versions = session.published.map(({ version }) => version ?? 0);
      expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    });

    it('move with the text until libyara has judged it', async () => {
      const session = await start();
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: true }\nrule b { condition: foo }');
      await session.diagnostics(uri, has('undefined-identifier'));
      await session.edit(uri, 'rule a', '\n\nrule a');
      const first = session.published.length;
      await session.until(
        () => session.published[first],
        () => 'nothing was published',
      );
      expect(session.published[first]?.diagnostics[0]?.range.start).toEqual({ line: 3, character: 20 });
    });

    it('show an error of an included file there, also when it is only a syntax error', async () => {
      const uriOf = await workspace({
        'index.yar': 'include "sub/a.yar"\n',
        'other.yar': 'include "sub/b.yar"\n',
        'sub/a.yar': '\nrule a { condition: foo }',
        'sub/b.yar': 'rule b { condition: true and }',
      });
      const session = await start({ folder: uriOf('') });
      await session.open(uriOf('index.yar'), 'include "sub/a.yar"\n');
      await session.open(uriOf('other.yar'), 'include "sub/b.yar"\n');
      const inA = await session.diagnostics(uriOf('sub/a.yar'), has('undefined-identifier'));
      expect(inA[0]?.range).toEqual({ start: { line: 1, character: 20 }, end: { line: 1, character: 23 } });
      const inB = await session.diagnostics(uriOf('sub/b.yar'), has('syntax'));
      expect(messages(inB)).toEqual(['expected an expression after `and`']);
      await session.close(uriOf('index.yar'));
      await session.diagnostics(uriOf('sub/a.yar'), none);
    });

    it('take an open buffer for the file that is included', async () => {
      const uriOf = await workspace({ 'index.yar': '', 'a.yar': 'rule a { condition: true }' });
      const session = await start({ folder: uriOf('') });
      await session.open(uriOf('a.yar'), 'rule renamed { condition: true }');
      await session.open(uriOf('index.yar'), 'include "a.yar"\nrule b { condition: renamed }');
      await session.open(uriOf('other.yar'), 'include "a.yar"\nrule b { condition: a }');
      await session.diagnostics(uriOf('other.yar'), has('undefined-identifier'));
      await session.diagnostics(uriOf('index.yar'), none);
      await session.edit(uriOf('a.yar'), 'renamed', 'a');
      await session.diagnostics(uriOf('index.yar'), has('undefined-identifier'));
      await session.diagnostics(uriOf('other.yar'), none);
    });

    it('judge a file that is only valid when included through the file that includes it', async () => {
      const uriOf = await workspace({
        'index.yar': 'include "base.yar"\ninclude "needs.yar"\n',
        'base.yar': 'rule base { condition: true }',
        'needs.yar': 'rule needs { condition: base }',
      });
      const session = await start({ folder: uriOf('') });
      await session.open(uriOf('needs.yar'), 'rule needs { condition: base and oops }');
      const found = await session.diagnostics(uriOf('needs.yar'), has('undefined-identifier'));
      expect(messages(found)).toEqual(['undefined identifier "oops"']);
      await session.edit(uriOf('needs.yar'), ' and oops', '');
      await session.diagnostics(uriOf('needs.yar'), none);
    });

    it('use the compile roots and include folders of the settings', async () => {
      const uriOf = await workspace({
        'roots/all.yar': 'include "base.yar"\ninclude "needs.yar"\n',
        'roots/other.yar': 'include "needs.yar"\n',
        'lib/base.yar': 'rule base { condition: true }',
        'lib/needs.yar': 'rule needs { condition: base }',
      });
      const settings = { compileRoots: ['roots/all.yar'], includeDirectories: ['lib'] };
      const session = await start({ folder: uriOf(''), settings });
      await session.open(uriOf('lib/needs.yar'), 'rule needs { condition: base and oops }');
      const found = await session.diagnostics(uriOf('lib/needs.yar'), has('undefined-identifier'));
      expect(messages(found)).toEqual(['undefined identifier "oops"']);
    });

    it('stand right in files that are not UTF-8, and where a lone carriage return counts for the editor only', async () => {
      const uriOf = await workspace({
        'index.yar': 'include "latin1.yar"\n',
        'latin1.yar': Buffer.from('// caf\u00e9 \u00fc\nrule a { /* \u00e9 */ condition: foo }', 'latin1'),
      });
      const session = await start({ folder: uriOf('') });
      await session.open(uriOf('index.yar'), 'include "latin1.yar"\n');
      const [included] = await session.diagnostics(uriOf('latin1.yar'), has('undefined-identifier'));
      expect(included?.range.start).toEqual({ line: 1, character: 28 });
      await session.open(uriOf('cr.yar'), '// one\r// two\nrule a { condition: foo }');
      const [lone] = await session.diagnostics(uriOf('cr.yar'), has('undefined-identifier'));
      expect(lone?.range.start).toEqual({ line: 2, character: 20 });
    });
  });

  describe('external variables', () => {
    it('are those of the settings and, unless turned off, those of scanners', async () => {
      const session = await start({ settings: { externalVariables: { level: 3, ratio: 0.5, on: true, who: 'me' } } });
      const uri = 'file:///w/a.yar';
      await session.open(
        uri,
        'rule a { condition: level > 2 and ratio < 1.0 and on and who == "me" and filename == "x" }',
      );
      await session.until(
        () => (session.status?.state === 'ready' ? true : undefined),
        () => 'no engine',
      );
      const summary = await session.connection.sendRequest<CheckSummary>('cryptex/check', { uri });
      expect(summary).toMatchObject({ errors: 0, warnings: 0 });
      expect(summary.judgedBy).toHaveLength(1);
      session.settings = { externalVariables: { level: 3, ratio: 0.5, on: true, who: 'me' }, scannerVariables: false };
      await session.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      const found = await session.diagnostics(uri, has('undefined-identifier'));
      expect(messages(found)).toEqual(['undefined identifier "filename"']);
    });

    it('can be declared by a quick-fix', async () => {
      const session = await start();
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: mood == "x" }');
      const diagnostics = await session.diagnostics(uri, has('undefined-identifier'));
      const actions = await session.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
        textDocument: { uri },
        range: diagnostics[0]?.range,
        context: { diagnostics },
      });
      expect(actions.map(({ command }) => command?.arguments)).toEqual([
        ['mood', '', uri],
        ['mood', 0, uri],
        ['mood', false, uri],
      ]);
    });
  });

  describe('without libyara', () => {
    it('a restricted workspace has syntax errors only, until it is trusted', async () => {
      const session = await start({ trusted: false });
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: true and }\nrule b { condition: foo }');
      expect(codes(await session.diagnostics(uri, has('syntax')))).toEqual(['syntax']);
      await session.until(
        () => (session.status?.state === 'restricted' ? true : undefined),
        () => 'not restricted',
      );
      await session.connection.sendNotification('cryptex/trust');
      await session.diagnostics(uri, has('undefined-identifier'));
    });

    it('the status tells what is missing, and everything from the tree goes on', async () => {
      const session = await start({ engine: engineWith({ path: '/nowhere/libyara.so' }) });
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: true and }');
      await session.diagnostics(uri, has('syntax'));
      const status = await session.until(
        () => (session.status?.state === 'missing' ? session.status : undefined),
        () => 'no word of the missing engine',
      );
      expect(status.failure.message).toContain('/nowhere/libyara.so');
      expect(
        await session.connection.sendRequest('textDocument/documentSymbol', { textDocument: { uri } }),
      ).toHaveLength(1);
    });

    it('diagnostics are back within a second when its process is killed in the middle', async () => {
      let pool: WorkerPool | undefined;
      const session = await start({
        engine: (_setting, onStatus) => {
          const started = new WorkerPool({ workers: 1, spares: 1, libyara: library.path });
          pool = started;
          started.onStatus(onStatus);
          started.start();
          return {
            compile: (job, signal) => started.run(job, { signal }),
            dispose: () => void started[Symbol.asyncDispose](),
          };
        },
      });
      await session.until(
        () => (session.status?.state === 'ready' ? true : undefined),
        () => 'no engine',
      );
      const pids = () => pool?.processes.map(({ pid }) => pid ?? 0) ?? [];
      await expect.poll(() => pids().length).toBe(2);
      // Held still, a worker is in the middle of a compile for as long as it takes to kill it there.
      pids().forEach((pid) => process.kill(pid, 'SIGSTOP'));
      const uri = 'file:///w/a.yar';
      await session.open(uri, 'rule a { condition: foo }');
      await expect.poll(() => pool?.processes.some(({ busy }) => busy)).toBe(true);
      const killed = performance.now();
      for (const { pid = 0, busy } of pool?.processes ?? []) {
        process.kill(pid, busy ? 'SIGKILL' : 'SIGCONT');
      }
      await session.diagnostics(uri, has('undefined-identifier'));
      console.log(
        `diagnostics came ${Math.round(performance.now() - killed)} ms after kill -9 (libyara ${library.version})`,
      );
    });
  });
});
