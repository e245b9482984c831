import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The folders below `root`, an unpacked system, that the dynamic linker would search had it been installed. */
export async function libraryFolders(root: string): Promise<string[]> {
  const candidates = ['usr/lib', 'lib', 'usr/local/lib'];
  for (const folder of ['usr/lib', 'lib']) {
    // Multiarch: https://wiki.debian.org/Multiarch/Tuples
    const inside = await readdir(join(root, folder)).catch(() => []);
    for (const triplet of inside.filter((name) => name.includes('-linux-')).map((name) => join(folder, name))) {
      // Libraries of one program lie a level deeper, found there by an absolute path that doesn't hold below `root`.
      const deeper = await readdir(join(root, triplet), { withFileTypes: true });
      candidates.push(triplet, ...deeper.filter((e) => e.isDirectory()).map((e) => join(triplet, e.name)));
    }
  }
  const configured = join(root, 'etc/ld.so.conf.d');
  for (const file of await readdir(configured).catch(() => [])) {
    const text = await readFile(join(configured, file), 'utf8');
    candidates.push(
      ...text
        .split('\n')
        .filter((line) => line.startsWith('/'))
        .map((line) => line.slice(1).trim()),
    );
  }
  const found: string[] = [];
  for (const candidate of candidates) {
    const inside = await readdir(join(root, candidate)).catch(() => []);
    if (inside.some((name) => /^lib.*\.so(\.|$)/.test(name))) found.push(join(root, candidate));
  }
  return found;
}
