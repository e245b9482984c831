/** Bundles suites for the extension host. Every `*.test.ts` of a folder is in: there is no list to keep. */
import { build } from 'esbuild';
import { basename, join } from 'node:path';
import { glob } from 'tinyglobby';
import { out, root } from './paths.ts';

/** The folders of suites that run inside VS Code: `restricted` runs with workspace trust on, and none given. */
export type HostSuite = 'suite' | 'restricted';

/** Answers the module for `extensionTestsPath`: its `run()` rejects when a test failed. */
export async function bundleSuite(name: HostSuite): Promise<string> {
  const found = await glob(`test/e2e/${name}/*.test.ts`, { cwd: root });
  const rows = found
    .sort()
    .map((file) => `${JSON.stringify(basename(file))}: () => import(${JSON.stringify(`./${file}`)})`);
  const outfile = join(out, 'test', 'e2e', `${name}.cjs`);
  await build({
    stdin: {
      contents: [
        `import { runSuites } from './test/e2e/runSuites.ts';`,
        `export async function run() {`,
        `  const report = await runSuites({ ${rows.join(', ')} });`,
        `  if (report.failures.length > 0) throw new Error(report.failures.length + ' tests failed');`,
        `}`,
      ].join('\n'),
      resolveDir: root,
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    // mocha is loaded by name, from the checkout that the bundle lies in.
    external: ['vscode', 'mocha'],
    define: { 'import.meta.dirname': '__dirname' },
    sourcemap: 'inline',
    logLevel: 'warning',
  });
  return outfile;
}
