import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-jsonrpc/node';
import { libyara } from '../../../scripts/support/requirements.ts';
import { capture } from '../../../scripts/support/processes.ts';
import { unpackVsix, vsixUnderTest } from '../packagedExtension.ts';
import { skip } from '../runSuites.ts';

describe('the package alone in an empty folder', () => {
  let folder: string;
  const program = (name: string) => join(folder, 'extension', 'dist', name);
  // Nothing of the checkout may be found by name.
  const alone = { env: { NODE_PATH: '' } };

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yara-cryptex-alone-'));
    await unpackVsix(vsixUnderTest(), folder);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('runs the command line', async () => {
    const manifest = await readFile(join(folder, 'extension', 'package.json'), 'utf8');
    const { code, output } = await capture(process.execPath, [program('cli.cjs'), '--version'], {
      cwd: folder,
      ...alone,
    });
    assert.equal(code, 0, output);
    assert.ok(manifest.includes(`"version": "${output.trim()}"`), output);
  });

  it('judges a rule with libyara', async function () {
    await libyara.obtain(() => undefined).catch((error: unknown) => skip(this, String(error)));
    await writeFile(join(folder, 'good.yar'), 'rule good { condition: filesize > 0 }\n');
    await writeFile(join(folder, 'bad.yar'), 'rule bad { condition: file_size > 0 }\n');
    const check = (file: string) =>
      capture(process.execPath, [program('cli.cjs'), 'check', file], { cwd: folder, ...alone });
    const good = await check('good.yar');
    assert.equal(good.code, 0, good.output);
    const bad = await check('bad.yar');
    assert.equal(bad.code, 1, bad.output);
    assert.match(bad.output, /bad\.yar:1:23: error.*file_size/);
  });

  it('starts the language server', async () => {
    const server = spawn(process.execPath, [program('languageServer.cjs'), '--stdio'], {
      cwd: folder,
      env: { ...process.env, NODE_PATH: '' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const connection = createMessageConnection(
      new StreamMessageReader(server.stdout),
      new StreamMessageWriter(server.stdin),
    );
    connection.listen();
    try {
      const answer = await connection.sendRequest<{ capabilities: { documentSymbolProvider?: unknown } }>(
        'initialize',
        {
          processId: process.pid,
          rootUri: null,
          capabilities: {},
          workspaceFolders: null,
        },
      );
      assert.ok(answer.capabilities.documentSymbolProvider);
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
    } finally {
      connection.dispose();
      server.kill();
    }
  });
});
