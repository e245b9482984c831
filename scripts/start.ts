/**
 * `npm start [-- --server] [-- --port N]`: builds, obtains what is missing, and opens VS Code with the extension and
 * `examples/`: the desktop where there is a `code` command, otherwise (or with `--server`) VS Code's server, whose
 * address is printed. Ctrl-C ends the server.
 */
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ownTarget, packageExtension } from './support/packaging.ts';
import { examples, out, root } from './support/paths.ts';
import { buildOrExit, findOnPath, runHere } from './support/processes.ts';
import { libyara, obtain } from './support/requirements.ts';
import { Unobtainable } from './support/unobtainable.ts';
import { installExtension, obtainVscodeServer, VscodeServer } from './support/vscodeServer.ts';

async function openDesktop(code: string): Promise<void> {
  console.log(`Opening ${code}`);
  const finished = await runHere(code, ['--new-window', `--extensionDevelopmentPath=${root}`, examples]);
  process.exitCode = finished.code;
}

/** Settings are kept from one start to the next; the extension is installed anew. */
async function serve(port: number): Promise<void> {
  console.log('No `code` command is used: preparing the VS Code server.');
  const program = await obtainVscodeServer();
  const folder = join(out, 'start');
  const folders = { program, dataFolder: join(folder, 'data'), extensionsFolder: join(folder, 'extensions') };
  await rm(folders.extensionsFolder, { recursive: true, force: true });
  await installExtension(folders, await packageExtension(ownTarget()));
  const server = await VscodeServer.start({
    ...folders,
    port,
    settings: { 'security.workspace.trust.enabled': false },
  });
  console.log(`\nVS Code with YARA Cryptex: ${server.address(examples)}\nCtrl-C ends it.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), server.ended]);
  await server.stop();
}

const { values } = parseArgs({ options: { server: { type: 'boolean' }, port: { type: 'string', default: '0' } } });
await buildOrExit(root);
// Without it the editor works and says what is missing.
await obtain(libyara, console.log);
const code = values.server === true ? undefined : findOnPath('code');
try {
  await (code === undefined ? serve(Number(values.port)) : openDesktop(code));
} catch (error) {
  if (!(error instanceof Unobtainable)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
