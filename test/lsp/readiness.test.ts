/** Readiness for YARA-X as an editor sees it, with the real engines: only where it is wanted, and beside libyara's word. */
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, realpathSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Diagnostic, Position } from 'vscode-languageserver-protocol';
import { YaraX } from '../../server/src/gap/readiness/yaraX.ts';
import type { YaraXAnswer, YaraXJob } from '../../server/src/protocol/readiness.ts';
import { openReadinessEngines, type OpenReadinessEngines } from '../../server/src/lsp/readinessEngines.ts';
import { forEachLibrary } from '../engine/libraries.ts';
import { engineWith } from './engine.ts';
import { Session, type SessionOptions } from './session.ts';

const on = { yaraX: { diagnostics: true } };
const uri = 'file:///w/a.yar';
const brace = 'rule a { strings: $a = /x{/ condition: $a }';

const ofYaraX = (diagnostics: readonly Diagnostic[]) => diagnostics.filter(({ source }) => source === 'yara-x');
const has = (code: string) => (diagnostics: readonly Diagnostic[]) =>
  ofYaraX(diagnostics).some((one) => one.code === code);
const none = (diagnostics: readonly Diagnostic[]) => diagnostics.length === 0;

const folders: string[] = [];

async function workspace(files: Readonly<Record<string, string>>): Promise<(name: string) => string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex lsp readiness ')));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return (name) => pathToFileURL(join(folder, name)).toString().replace(/\/$/, '');
}

/** A program in the place of YARA-X's that ends, or goes on for ever, over a text with the word. */
async function faulty(): Promise<string> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cryptex lsp faulty ')));
  folders.push(folder);
  const path = join(folder, 'faulty.cjs');
  await writeFile(
    path,
    `const workerpool = require(${JSON.stringify(createRequire(import.meta.url).resolve('workerpool'))});
workerpool.worker({
  judge: ({ sources: [{ text }] }) => {
    workerpool.workerEmit('begun');
    if (text.includes('crash')) process.exit(70);
    if (text.includes('hang')) for (;;);
    return { errors: [], scans: [] };
  },
});`,
  );
  return path;
}

/** The text after the edits of an action. */
function applied(text: string, { edit }: CodeAction): string {
  const index = ({ line, character }: Position) =>
    text
      .split('\n')
      .slice(0, line)
      .reduce((sum, one) => sum + one.length + 1, character);
  return (edit?.changes?.[uri] ?? [])
    .toSorted((a, b) => index(b.range.start) - index(a.range.start))
    .reduce(
      (now, { range, newText }) => now.slice(0, index(range.start)) + newText + now.slice(index(range.end)),
      text,
    );
}

forEachLibrary((library) => {
  const sessions: Session[] = [];
  const start = async (options: Partial<SessionOptions> = {}): Promise<Session> => {
    const session = await Session.start({
      engine: engineWith(library),
      readinessEngines: () => openReadinessEngines(library.path),
      settings: on,
      ...options,
    });
    sessions.push(session);
    return session;
  };
  /** With the program of {@link faulty} in the place of YARA-X. */
  const withFaulty = async (): Promise<OpenReadinessEngines> => {
    const entry = await faulty();
    return async () => {
      const engines = await openReadinessEngines(library.path);
      const yaraX = new YaraX({ workers: 1, patience: 500, entry });
      return {
        libyara: engines.libyara,
        yaraX,
        [Symbol.asyncDispose]: async () => {
          await Promise.all([engines[Symbol.asyncDispose](), yaraX[Symbol.asyncDispose]()]);
        },
      };
    };
  };
  const actionsAt = async (session: Session, diagnostics: readonly Diagnostic[], only?: string[]) =>
    await session.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri },
      range: diagnostics[0]?.range,
      context: { diagnostics, ...(only && { only }) },
    });
  const resolved = async (session: Session, action: CodeAction | undefined) =>
    await session.connection.sendRequest<CodeAction>('codeAction/resolve', action);

  afterEach(async () => {
    await Promise.all(sessions.splice(0).map((session) => session.stop()));
    await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
  });

  describe('diagnostics of YARA-X', () => {
    it('stand beside those of libyara, with the difference as their code', async () => {
      const session = await start();
      await session.open(uri, `${brace}\nrule b { strings: $b = { 01 ?? ?? } condition: $b }`);
      const found = await session.diagnostics(
        uri,
        (all) => has('unescaped-brace')(all) && all.some(({ source }) => source === 'libyara'),
      );
      const [refusal] = ofYaraX(found);
      expect(refusal).toMatchObject({
        range: { start: { line: 0, character: 25 } },
        severity: 3,
        codeDescription: { href: expect.stringContaining('/readiness.md#') as unknown },
      });
      expect(await session.connection.sendRequest('cryptex/check', { uri })).toMatchObject({ errors: 0, warnings: 1 });
    });

    it('are not there unless they are wanted: then no engine is opened for them', async () => {
      let opened = 0;
      const readinessEngines: OpenReadinessEngines = async () => {
        opened += 1;
        return await openReadinessEngines(library.path);
      };
      const session = await start({ settings: {}, readinessEngines });
      await session.open(uri, `${brace} rule b { condition: foo }`);
      const found = await session.diagnostics(uri, (all) => all.some(({ source }) => source === 'libyara'));
      expect([ofYaraX(found), opened]).toEqual([[], 0]);
      // The word of libyara is out; turning it on is what brings the other.
      await session.edit(uri, 'foo', 'true');
      session.settings = on;
      await session.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await session.diagnostics(uri, has('unescaped-brace'));
      expect(opened).toBe(1);
      session.settings = {};
      await session.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
      await session.diagnostics(uri, none);
    });

    it('go when libyara refuses the file, and come back with its word', async () => {
      const session = await start();
      await session.open(uri, brace);
      await session.diagnostics(uri, has('unescaped-brace'));
      await session.edit(uri, 'condition: $a', 'condition: $a and foo');
      await session.diagnostics(uri, (all) => all.length === 1 && all[0]?.source === 'libyara');
      await session.edit(uri, ' and foo', '');
      await session.diagnostics(uri, has('unescaped-brace'));
      await session.edit(uri, 'x{', 'x');
      await session.diagnostics(uri, none);
    });

    it('do not start an engine in a workspace that is not trusted', async () => {
      let opened = 0;
      const session = await start({
        trusted: false,
        readinessEngines: async () => {
          opened += 1;
          return await openReadinessEngines(library.path);
        },
      });
      await session.open(uri, brace);
      await session.until(
        () => (session.status?.state === 'restricted' ? true : undefined),
        () => 'not restricted',
      );
      await session.connection.sendRequest('cryptex/check', { uri });
      expect(opened).toBe(0);
      await session.connection.sendNotification('cryptex/trust');
      await session.diagnostics(uri, has('unescaped-brace'));
    });

    it('reach into what is included, as it is on the screen, and through the file that includes', async () => {
      const uriOf = await workspace({
        'index.yar': 'include "base.yar"\ninclude "needs.yar"\n',
        'base.yar': 'rule base { condition: true }',
        'needs.yar': 'rule needs { condition: base }',
      });
      const session = await start({ folder: uriOf('') });
      await session.open(uriOf('base.yar'), 'rule base { strings: $a = /x{/ condition: $a }');
      await session.open(uriOf('index.yar'), 'include "base.yar"\ninclude "needs.yar"\n');
      await session.diagnostics(uriOf('needs.yar'), has('refused-rule'));
      await session.open(uriOf('needs.yar'), 'rule needs { strings: $b = /y{/ condition: $b and base }');
      await session.diagnostics(uriOf('needs.yar'), has('unescaped-brace'));
    });

    it('tell in one place that YARA-X crashed or took too long, and all else goes on', async () => {
      const session = await start({ readinessEngines: await withFaulty() });
      await session.open(uri, 'rule crash { strings: $b = { 01 ?? ?? } condition: $b }');
      const crashed = await session.diagnostics(uri, has('engine-failed'));
      expect(ofYaraX(crashed).map(({ message }) => message)).toEqual([expect.stringContaining('crashed')]);
      expect(crashed.map(({ source }) => source)).toContain('libyara');
      await session.edit(uri, 'crash', 'hang');
      const late = await session.diagnostics(uri, (all) =>
        ofYaraX(all).some(({ message }) => typeof message === 'string' && message.includes('more than')),
      );
      expect(ofYaraX(late)).toHaveLength(1);
      await session.edit(uri, 'hang', 'fine');
      await session.diagnostics(uri, (all) => all.length === 1 && all[0]?.source === 'libyara');
    });

    it('are called off by an edit: nobody waits for the word on an older text', async () => {
      const entry = await faulty();
      const asked = new EventEmitter();
      class Watched extends YaraX {
        override async judge(job: YaraXJob, signal: AbortSignal): Promise<YaraXAnswer> {
          const answer = super.judge(job, signal);
          asked.emit('asked');
          return await answer;
        }
      }
      const session = await start({
        readinessEngines: async () => {
          const { libyara } = await openReadinessEngines(library.path);
          const yaraX = new Watched({ workers: 1, entry });
          return { libyara, yaraX, [Symbol.asyncDispose]: () => yaraX[Symbol.asyncDispose]() };
        },
      });
      const begun = once(asked, 'asked');
      await session.open(uri, 'rule hang { condition: true }');
      await begun;
      // Its one process would go on for a minute.
      await session.edit(uri, 'hang', 'crash');
      await session.diagnostics(uri, has('engine-failed'));
    });
  });

  describe('code actions for YARA-X', () => {
    it('mend what can be mended safely, and offer nothing for the rest', async () => {
      const session = await start();
      const text = `${brace}\nrule b { condition: entrypoint == 0 }`;
      await session.open(uri, text);
      const found = ofYaraX(await session.diagnostics(uri, has('entrypoint')));
      const fixable = found.filter(({ code }) => code === 'unescaped-brace');
      const [action, ...others] = await actionsAt(session, fixable);
      expect(others).toEqual([]);
      expect(action).toMatchObject({ kind: 'quickfix', isPreferred: true, diagnostics: [{ code: 'unescaped-brace' }] });
      expect(action && applied(text, action)).toBe(text.replace('{/', '\\{/'));
      expect(
        await actionsAt(
          session,
          found.filter(({ code }) => code === 'entrypoint'),
        ),
      ).toEqual([]);
      expect(await actionsAt(session, fixable, ['refactor'])).toEqual([]);
    });

    it('mend a whole file at once, also what lies behind the first fault of a rule', async () => {
      const session = await start();
      const text = [
        'global global rule a { strings: $a = /x{/ condition: $a }',
        'rule b { strings: $a = /y{/ $b = /z{\\R/ condition: any of them }',
      ].join('\n');
      await session.open(uri, text);
      const found = await session.diagnostics(uri, has('repeated-modifier'));
      const repeated = found.filter(({ code }) => code === 'repeated-modifier');
      const quick = await actionsAt(session, repeated);
      expect(quick.map(({ kind }) => kind)).toEqual(['quickfix', 'quickfix']);
      expect(await actionsAt(session, repeated, ['source.organizeImports'])).toEqual([]);
      const [action, ...others] = await actionsAt(session, repeated, ['source.fixAll']);
      expect(others).toEqual([]);
      expect(action).toMatchObject({ kind: 'source.fixAll.yara-x' });
      const mended = [
        'global rule a { strings: $a = /x\\{/ condition: $a }',
        'rule b { strings: $a = /y\\{/ $b = /z\\{R/ condition: any of them }',
      ].join('\n');
      expect(applied(text, await resolved(session, action))).toBe(mended);
      expect(applied(text, await resolved(session, quick[1]))).toBe(mended);
      // What was offered for another text changes nothing.
      await session.edit(uri, 'rule b', 'rule c');
      expect((await resolved(session, action)).edit).toBeUndefined();
    });
  });
});
