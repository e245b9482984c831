/** The tree-sitter program, which generates the parser from the grammar. Only the check of the generated files needs it. */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { obtainDebianPackages } from '../../native/libyara/obtain/debianPackages.ts';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { root } from './paths.ts';
import { findOnPath, run } from './processes.ts';
import { Unobtainable } from './unobtainable.ts';

export interface TreeSitterCli {
  readonly command: string;
  /** Come before the program's own arguments. */
  readonly args: readonly string[];
  /** Such as `0.26.11`. */
  readonly version: string;
}

/**
 * `TREE_SITTER_CLI`, one beside the checkout, one on PATH, or else Debian's, unpacked into the cache. (The npm package
 * `tree-sitter-cli` downloads its program from elsewhere when it is installed, so it is not among our dependencies.)
 *
 * @throws {Unobtainable}
 */
export async function obtainTreeSitterCli(log?: (line: string) => void): Promise<TreeSitterCli> {
  try {
    const { command, args } = findTreeSitterCli() ?? (await debianCli(log));
    const version = /\d+\.\d+\.\d+/.exec(await run(command, [...args, '--version']))?.[0];
    if (version === undefined) throw new Error(`${command} --version tells no version.`);
    return { command, args, version };
  } catch (error) {
    throw new Unobtainable(
      'No tree-sitter program',
      'Put one on PATH (`npm install --global tree-sitter-cli`, or a release from GitHub) or name it in TREE_SITTER_CLI.',
      error,
    );
  }
}

type Invocation = Pick<TreeSitterCli, 'command' | 'args'>;

function findTreeSitterCli(): Invocation | undefined {
  const chosen = process.env['TREE_SITTER_CLI'];
  const beside = join(root, '..', 'shared', 'tools', 'tree-sitter');
  const command = chosen ?? (existsSync(beside) ? beside : findOnPath('tree-sitter'));
  return command === undefined ? undefined : { command, args: [] };
}

/** Only Debian's unstable release carries a current one. It is run with the C library that it was built for. */
async function debianCli(log?: (line: string) => void): Promise<Invocation> {
  const packages = ['tree-sitter-cli', 'libc6', 'libgcc-s1'];
  const { root: tree } = await obtainDebianPackages({
    packages,
    suite: 'sid',
    cache: cacheFolder(),
    name: 'tree-sitter-cli',
    log,
  });
  for (const folder of (await readdir(join(tree, 'usr/lib'))).filter((name) => name.includes('-linux-'))) {
    const libraries = join(tree, 'usr/lib', folder);
    const loader = (await readdir(libraries)).find((name) => name.startsWith('ld-linux'));
    if (loader === undefined) continue;
    return {
      command: join(libraries, loader),
      args: ['--library-path', libraries, join(tree, 'usr/bin/tree-sitter')],
    };
  }
  throw new Error(`No dynamic linker below ${tree}.`);
}
