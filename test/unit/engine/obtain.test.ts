import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { Apt } from '../../../native/libyara/obtain/apt.ts';
import { formatSources, withSuite, type AptSource } from '../../../native/libyara/obtain/aptSources.ts';
import { readDebianPackages } from '../../../native/libyara/obtain/debianPackages.ts';
import { libraryFolders } from '../../../native/libyara/obtain/libraryFolders.ts';
import { withLock } from '../../../native/libyara/obtain/lock.ts';
import { bySoname } from '../../../native/libyara/find/soname.ts';
import { cacheFolder } from '../../../server/src/common/paths.ts';

const folder = mkdtempSync(join(tmpdir(), 'cryptex-obtain-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('sources for apt', () => {
  const main: AptSource = { uri: 'http://mirror/debian/', suite: 'bookworm', component: 'main', signedBy: ' /key.gpg' };
  const contrib = { ...main, component: 'contrib' };
  const security = { ...main, uri: 'http://mirror/security/', suite: 'bookworm-security' };

  it('adds a suite on the mirror of the release, with its components and its key', () => {
    const added = withSuite([security, main, contrib], 'bookworm', 'bookworm-backports').slice(3);
    expect(added).toEqual([main, contrib].map((source) => ({ ...source, suite: 'bookworm-backports' })));
    expect(withSuite([main], 'bookworm', 'bookworm')).toEqual([main]);
  });

  it('writes them as apt reads them', () => {
    expect(formatSources([main, { ...contrib, signedBy: undefined }])).toBe(
      'Types: deb\nURIs: http://mirror/debian/\nSuites: bookworm\nComponents: main\nSigned-By: /key.gpg\n\n' +
        'Types: deb\nURIs: http://mirror/debian/\nSuites: bookworm\nComponents: contrib\n',
    );
  });
});

describe.skipIf(!existsSync('/usr/bin/apt-get'))('the source of a package, with apt-get', () => {
  /** A mirror in a folder, with one source package. */
  function mirror(name: string, release: string): AptSource {
    const root = join(folder, 'mirror');
    const sources = join(root, 'dists/here/main/source/Sources');
    mkdirSync(join(root, 'pool'), { recursive: true });
    mkdirSync(join(sources, '..'), { recursive: true });
    const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
    const archive = `${name}_1.0.orig.tar.xz`;
    writeFileSync(join(root, 'pool', archive), release);
    const description = `${name}_1.0-1.dsc`;
    writeFileSync(join(root, 'pool', description), '');
    const files = [archive, description].map((file) => {
      const text = readFileSync(join(root, 'pool', file), 'utf8');
      return ` ${digest(text)} ${text.length} ${file}\n`;
    });
    const listed = `Package: ${name}\nBinary: ${name}\nVersion: 1.0-1\nArchitecture: any\nFormat: 3.0 (quilt)\nDirectory: pool\nChecksums-Sha256:\n${files.join('')}\n`;
    writeFileSync(sources, listed);
    const index = ` ${digest(listed)} ${listed.length} main/source/Sources\n`;
    const about = 'Origin: here\nSuite: here\nCodename: here\nComponents: main\nDate: Thu, 01 Jan 2026 00:00:00 UTC\n';
    writeFileSync(join(root, 'dists/here/Release'), `${about}SHA256:\n${index}`);
    // The field of the key ends its entry; another one can stand behind it.
    return { uri: `file:${root}`, suite: 'here', component: 'main', signedBy: ' /absent.gpg\nTrusted: yes' };
  }

  // `base-files` is installed on each Debian; apt would look for what that one is made from.
  it.each(['base-files', 'not-installed-anywhere'])('is that of the name: %s', async (name) => {
    const options = { timeout: 30_000, signal: undefined };
    const apt = await Apt.in(join(folder, `apt-${name}`), [mirror(name, 'as released')], options, 'deb-src');
    await apt.update();
    const file = join(folder, `${name}.tar`);
    await apt.downloadRelease(name, 'here', file);
    expect(readFileSync(file, 'utf8')).toBe('as released');
  });
});

describe('unpacked packages', () => {
  it('are complete only with their manifest', async () => {
    const path = join(folder, 'half');
    mkdirSync(join(path, 'root'), { recursive: true });
    expect(await readDebianPackages(path)).toBeUndefined();
    writeFileSync(join(path, 'manifest.json'), '{ "packages": ["x"], ');
    expect(await readDebianPackages(path)).toBeUndefined();
    writeFileSync(join(path, 'manifest.json'), '{"packages":["x"],"suite":null,"machine":"m","contents":[]}');
    expect(await readDebianPackages(path)).toMatchObject({ root: join(path, 'root'), libraryPath: [] });
  });

  it('have their libraries in folders of several kinds', async () => {
    const root = join(folder, 'system');
    const with_ = ['usr/lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu/private', 'opt/vendor/lib'];
    for (const path of [...with_, 'usr/lib/x86_64-linux-gnu/data', 'etc/ld.so.conf.d']) {
      mkdirSync(join(root, path), { recursive: true });
    }
    for (const path of with_) writeFileSync(join(root, path, 'libx.so.1'), '');
    writeFileSync(join(root, 'etc/ld.so.conf.d/vendor.conf'), '# vendor\n/opt/vendor/lib\n');
    expect(await libraryFolders(root)).toEqual(with_.map((path) => join(root, path)));
  });
});

describe('withLock', () => {
  it('lets one in at a time, and cleans up', async () => {
    const path = join(folder, 'locks/lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 5 }, async () => withLock(path, 10_000, undefined, work)));
    expect(most).toBe(1);
    await expect(withLock(path, 100, undefined, () => Promise.reject(new Error('inside')))).rejects.toThrow('inside');
    expect(readdirSync(join(folder, 'locks'))).toEqual([]);
  });

  it('takes over from a process that is gone, waits for one that is not', async () => {
    const path = join(folder, 'stale');
    writeFileSync(path, '99999999');
    expect(await withLock(path, 1000, undefined, () => Promise.resolve('in'))).toBe('in');
    writeFileSync(path, String(process.ppid));
    await expect(withLock(path, 150, undefined, () => Promise.resolve('in'))).rejects.toMatchObject({ code: 'busy' });
    await expect(withLock(path, 9000, AbortSignal.abort(), () => Promise.resolve('in'))).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});

it('sorts the highest soname first', () => {
  expect(['libyara.so', 'libyara.so.9', 'libyara.so.10'].sort(bySoname)).toEqual([
    'libyara.so.10',
    'libyara.so.9',
    'libyara.so',
  ]);
  expect(['libyara.9.dylib', 'libyara.10.dylib'].sort(bySoname)[0]).toBe('libyara.10.dylib');
});

it('puts the cache where the platform wants it', () => {
  const home = '/home/u';
  expect(cacheFolder({ platform: 'linux', env: { CRYPTEX_CACHE: '/c', XDG_CACHE_HOME: '/x' }, home })).toBe('/c');
  expect(cacheFolder({ platform: 'linux', env: { XDG_CACHE_HOME: '/x' }, home })).toBe('/x/yara-cryptex');
  expect(cacheFolder({ platform: 'linux', env: { XDG_CACHE_HOME: 'relative' }, home })).toBe(
    '/home/u/.cache/yara-cryptex',
  );
  expect(cacheFolder({ platform: 'darwin', env: {}, home })).toBe('/home/u/Library/Caches/yara-cryptex');
  expect(cacheFolder({ platform: 'win32', env: { LOCALAPPDATA: '/local' }, home })).toBe('/local/yara-cryptex');
});
