import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { glob } from 'tinyglobby';
import { ownTarget, sizeLimit, treeSitterBinding } from '../../../scripts/support/packaging.ts';
import { unpackVsix, vsixUnderTest } from '../packagedExtension.ts';

/** What users get. A file that no row allows is a leak; a row that no file matches is a loss. */
const allowed: readonly RegExp[] = [
  /^package\.json$/,
  /^package\.nls\.json$/,
  /^readme\.md$/i,
  /^changelog\.md$/i,
  /^LICENSE(\.txt)?$/,
  /^dist\/(extension|languageClientLibrary|serviceProcess|languageServer|libyaraWorker|extractionWorker|yaraXWorker|serviceHost|cli|obtainLibyara)\.cjs$/,
  /^dist\/(scanPanel|hexView|entryView|gapReport)\.(js|css)$/,
  /^dist\/tree-sitter-yara\.node$/,
  /^dist\/(sql-wasm|yara_x)\.wasm$/,
  /^dist\/grammars\/tree-sitter-(c|cpp|python|powershell|rust|typescript|javascript)\.node$/,
  /^dist\/queries\/\w+\/(definitions|references|fingerprints)\.scm$/,
  /^client\/media\/.+\.(svg|png|md)$/,
  /^syntaxes\/.+\.json$/,
  new RegExp(String.raw`^node_modules/@koromix/koffi-${ownTarget()}/`),
  /^node_modules\/koffi\/(package\.json|LICENSE\.txt|index\.cjs|src\/koffi\/(index|src\/static)\.cjs)$/,
  /^node_modules\/tree-sitter\/(package\.json|LICENSE|index\.js)$/,
  new RegExp(`^${treeSitterBinding(ownTarget())}$`),
  /^node_modules\/node-gyp-build\/(package\.json|LICENSE|index\.js|node-gyp-build\.js)$/,
];

describe('the package', () => {
  let folder: string;
  let files: string[];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'yara-cryptex-vsix-'));
    await unpackVsix(vsixUnderTest(), folder);
    files = (await glob('**', { cwd: join(folder, 'extension'), dot: true })).sort();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('holds nothing but what is on the list', () => {
    assert.deepEqual(
      files.filter((file) => !allowed.some((row) => row.test(file))),
      [],
    );
  });

  it('holds everything that is on the list', () => {
    assert.deepEqual(allowed.filter((row) => !files.some((file) => row.test(file))).map(String), []);
  });

  it('holds every file that its manifest names', async () => {
    const manifest = await readFile(join(folder, 'extension', 'package.json'), 'utf8');
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:client|syntaxes|dist|docs|l10n)\/[^"]+\.[a-z.]+)"/gi)];
    assert.ok(named.length > 0);
    assert.deepEqual(
      named.map((match) => match[1]).filter((file) => file !== undefined && !files.includes(file)),
      [],
    );
  });

  it(`is not larger than ${sizeLimit / 1024 / 1024} MB`, async () => {
    const { size } = await stat(vsixUnderTest());
    assert.ok(size < sizeLimit, `${size} bytes`);
  });
});
