/** Making the `.vsix` of one platform. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { out, root } from './paths.ts';
import { run } from './processes.ts';

/**
 * Platforms that koffi and tree-sitter both carry binaries for. Alpine is none of them: tree-sitter's Linux binary
 * needs glibc.
 */
export const targets = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'] as const;
export type Target = (typeof targets)[number];

/** Upper bound of a package, in bytes: a bundle or a binary that grew unnoticed fails a test. */
export const sizeLimit = 8 * 1024 * 1024;

/** The target of this machine: the only one whose grammar binding it can build. */
export function ownTarget(): Target {
  const own = `${process.platform}-${process.arch}`;
  const target = targets.find((candidate) => candidate === own);
  if (target === undefined) throw new Error(`No package can be made on ${own}; supported are ${targets.join(', ')}.`);
  return target;
}

/** Where `packageExtension` puts its result unless told otherwise. */
export async function packagePath(target: Target): Promise<string> {
  const Manifest = v.pipe(v.string(), v.parseJson(), v.object({ name: v.string(), version: v.string() }));
  const { name, version } = v.parse(Manifest, await readFile(join(root, 'package.json'), 'utf8'));
  return join(out, 'package', `${name}-${target}-${version}.vsix`);
}

/**
 * tree-sitter's binding: the one that npm's install compiled, where it did because the prebuilt one does not load.
 * (On Linux that one needs the C++ library of GCC 13, which Debian 12 does not have.)
 */
export function treeSitterBinding(target: Target): string {
  const compiled = 'node_modules/tree-sitter/build/Release/tree_sitter_runtime_binding.node';
  return existsSync(join(root, compiled)) ? compiled : `node_modules/tree-sitter/prebuilds/${target}/tree-sitter.node`;
}

/** The lines of `.vscodeignore` that hold for one platform. */
function nativeParts(target: Target): string[] {
  return [`!node_modules/@koromix/koffi-${target}/**`, `!${treeSitterBinding(target)}`];
}

/** Packages `dist/` as it is (build first) and answers the path of the `.vsix`. */
export async function packageExtension(target: Target): Promise<string> {
  if (target !== ownTarget()) {
    throw new Error(
      `A package for ${target} is made on ${target}: dist/tree-sitter-yara.node is built for ${ownTarget()}.`,
    );
  }
  for (const needed of ['dist/extension.cjs', 'dist/tree-sitter-yara.node', `node_modules/@koromix/koffi-${target}`]) {
    if (!existsSync(join(root, needed)))
      throw new Error(`${needed} is missing. Run \`npm ci && npm run build\` first.`);
  }
  const path = await packagePath(target);
  await mkdir(join(out, 'package'), { recursive: true });
  const allowList = await readFile(join(root, '.vscodeignore'), 'utf8');
  const ignoreFile = join(out, 'package', `${target}.vscodeignore`);
  await writeFile(ignoreFile, `${allowList}${nativeParts(target).join('\n')}\n`);
  const vsce = join(root, 'node_modules', '@vscode', 'vsce', 'vsce');
  const args = ['package', '--target', target, '--out', path, '--ignoreFile', ignoreFile, '--no-yarn'];
  if (!existsSync(join(root, 'LICENSE'))) args.push('--skip-license');
  await run(process.execPath, [vsce, ...args], { cwd: root });
  return path;
}
