/** Bundles every process of the product into `dist/`. One row an entry. `--watch` keeps going. */
import { context, type BuildOptions, type Plugin } from 'esbuild';
import { copyFile, cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { glob } from 'tinyglobby';
import { bindingPath, grammarPackages } from '../server/src/cryptex/languages/grammars.ts';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');

const entries: Readonly<Record<string, string>> = {
  extension: 'client/src/extension.ts',
  languageClientLibrary: 'client/src/languageClientLibrary.ts',
  serviceProcess: 'client/src/serviceProcess.ts',
  languageServer: 'server/src/lsp/main.ts',
  libyaraWorker: 'server/src/engine/worker/main.ts',
  extractionWorker: 'server/src/cryptex/extraction/worker/main.ts',
  yaraXWorker: 'server/src/gap/readiness/worker/main.ts',
  serviceHost: 'server/src/service/main.ts',
  cli: 'server/src/cli/main.ts',
  obtainLibyara: 'native/libyara/obtain/main.ts',
};

/** Pages of webviews, with their style sheets; they run in the editor's browser. */
const pages: Readonly<Record<string, string>> = {
  scanPanel: 'webview/scanPanel/main.ts',
  'scanPanel.css': 'webview/scanPanel/scanPanel.css',
  hexView: 'webview/hexView/main.ts',
  'hexView.css': 'webview/hexView/hexView.css',
  entryView: 'webview/entryView/main.ts',
  'entryView.css': 'webview/entryView/entryView.css',
  gapReport: 'webview/gapReport/main.ts',
  'gapReport.css': 'webview/gapReport/gapReport.css',
};

/** What the extension imports only when it is needed stays out of its bundle, which has to load fast. */
const importedLater: Plugin = {
  name: 'imported-later',
  setup: (build) => {
    build.onResolve({ filter: /^\.\/\w+\.ts$/ }, ({ path, kind }) => {
      const name = basename(path, '.ts');
      return kind === 'dynamic-import' && name in entries ? { path: `./${name}.cjs`, external: true } : undefined;
    });
  },
};

/**
 * The editor's API as a module of the names that the extension uses: each file that imports a CommonJS module as a whole
 * gets a copy of it with all its names, which is most of the time that loading takes.
 */
const editorApi: Plugin = {
  name: 'editor-api',
  setup: (build) => {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace, importer }) => {
      const isOurs = namespace !== 'editor-api' && importer.startsWith(join(root, 'client'));
      return isOurs ? { path: 'vscode', namespace: 'editor-api' } : undefined;
    });
    build.onLoad({ filter: /.*/, namespace: 'editor-api' }, async () => {
      const files = await glob('client/src/**/*.ts', { cwd: root, absolute: true });
      const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
      const names = new Set(
        texts.flatMap((text) => [...text.matchAll(/\bvscode\.(\w+)/g)].map((match) => match[1] ?? '')),
      );
      const lines = [...names].sort().map((name) => `export const ${name} = api.${name};`);
      return { contents: ["const api = require('vscode');", ...lines].join('\n'), watchFiles: files };
    });
  },
};

const options: BuildOptions = {
  absWorkingDir: root,
  entryPoints: entries,
  outdir: dist,
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node22',
  // `vscode` is the editor's; the other two carry native code and stay packages.
  external: ['vscode', 'koffi', 'tree-sitter'],
  // Its main file finds its parts in a way that no bundler follows.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  plugins: [importedLater, editorApi],
  supported: { 'dynamic-import': false },
  define: { 'import.meta.dirname': '__dirname', 'import.meta.url': '__importMetaUrl' },
  banner: { js: "const __importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  sourcemap: 'linked',
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
};

const pageOptions: BuildOptions = {
  absWorkingDir: root,
  entryPoints: Object.entries(pages).map(([name, path]) => ({ in: path, out: name.replace(/\.css$/, '') })),
  outdir: dist,
  bundle: true,
  platform: 'browser',
  format: 'iife',
  // Chromium of the oldest editor that the manifest allows.
  target: 'chrome128',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
};

await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
await copyFile(
  join(root, 'native/tree-sitter-yara/build/Release/tree_sitter_yara_binding.node'),
  join(dist, 'tree-sitter-yara.node'),
);
await copyFile(join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'), join(dist, 'sql-wasm.wasm'));
await copyFile(join(root, 'node_modules/@virustotal/yara-x/pkg/yara_x_js_bg.wasm'), join(dist, 'yara_x.wasm'));
await copyLanguages();
const builders = await Promise.all([context(options), context(pageOptions)]);
for (const builder of builders) {
  if (process.argv.includes('--watch')) {
    await builder.watch();
  } else {
    // esbuild has printed what is wrong.
    await builder.rebuild().catch(() => (process.exitCode = 1));
    await builder.dispose();
  }
}

/** What the dictionary reads source files with: the grammars' bindings for this platform, and the queries of each language. */
async function copyLanguages(): Promise<void> {
  await mkdir(join(dist, 'grammars'), { recursive: true });
  for (const name of grammarPackages)
    await copyFile(join(root, bindingPath(name)), join(dist, 'grammars', `${name}.node`));
  const languages = join(root, 'server/src/cryptex/languages');
  for (const language of await readdir(languages, { withFileTypes: true })) {
    if (!language.isDirectory()) continue;
    const queries = join(languages, language.name, 'queries');
    await cp(queries, join(dist, 'queries', language.name), { recursive: true });
  }
}
