import { chmod, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import initSqlJs from 'sql.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrations } from '../../server/src/store/migrations/migrations.ts';
import { addRow, row, rowKeys, TestFolder } from './support/folder.ts';

let test: TestFolder;
beforeEach(async () => (test = await TestFolder.create()));
afterEach(() => test.remove());

const newer = [...migrations, () => Promise.resolve()];

describe('a store', () => {
  it('reads as empty where there is none, and creates nothing', async () => {
    expect(await rowKeys(test.store())).toEqual([]);
    expect(await readdir(test.folder)).toEqual([]);
  });

  it('has on the disk what was acknowledged, as a database that any SQLite reads', async () => {
    await addRow(test.store(), 'one');
    const { Database } = await initSqlJs();
    const plain = new Database(await readFile(test.path()));
    expect(plain.exec('SELECT path FROM rule_files')[0]?.values).toEqual([['one']]);
    expect(plain.exec('PRAGMA integrity_check')[0]?.values).toEqual([['ok']]);
    plain.close();
  });

  it('notices what another has written, before a read and before a write', async () => {
    const [one, other] = [test.store(), test.store()];
    await addRow(one, 'a');
    expect(await rowKeys(other)).toEqual(['a']);
    await addRow(one, 'b');
    await addRow(other, 'c');
    expect(await rowKeys(one)).toEqual(['a', 'b', 'c']);
  });

  it('writes edits that come at once together, and loses none', async () => {
    const store = test.store();
    await Promise.all(Array.from({ length: 100 }, (_, index) => addRow(store, `row ${index}`)));
    expect(await rowKeys(test.store())).toHaveLength(100);
  });

  it('undoes the edit that throws, and no other', async () => {
    const store = test.store();
    const failing = store.write(async ({ queries }) => {
      await queries.insertInto('rule_files').values(row('bad')).execute();
      throw new Error('no');
    });
    const [, outcome] = await Promise.allSettled([addRow(store, 'before'), failing, addRow(store, 'after')]);
    expect(outcome).toMatchObject({ status: 'rejected', reason: { message: 'no' } });
    expect(await rowKeys(test.store())).toEqual(['after', 'before']);
  });

  it('gives back the space of what was removed, where that is much', async () => {
    const store = test.store();
    await addRow(store, 'large', new Uint8Array(8 << 20));
    await store.write(({ queries }) => queries.deleteFrom('rule_files').execute());
    expect((await stat(test.path())).size).toBeLessThan(1 << 20);
    expect(await store.check()).toEqual([]);
  });

  it('says why a database of another program is not taken, and leaves it alone', async () => {
    const { Database } = await initSqlJs();
    const foreign = new Database();
    foreign.run('CREATE TABLE wheels (size)');
    await writeFile(test.path(), foreign.export());
    const before = await readFile(test.path());
    await expect(addRow(test.store(), 'x')).rejects.toMatchObject({ code: 'foreign' });
    expect(await readFile(test.path())).toEqual(before);
  });
});

describe('migrations', () => {
  it('bring an older database to the newest version with the first write, and keep its rows', async () => {
    await addRow(test.store(), 'old');
    const later = test.store({
      migrations: [
        ...migrations,
        async (database) => {
          await database.schema.createTable('added').addColumn('name', 'text').execute();
        },
      ],
    });
    expect(await rowKeys(later)).toEqual(['old']);
    const unchanged = await stat(test.path());
    await rowKeys(later);
    expect((await stat(test.path())).mtimeMs).toBe(unchanged.mtimeMs);
    await addRow(later, 'new');
    const { Database } = await initSqlJs();
    const plain = new Database(await readFile(test.path()));
    expect(plain.exec('SELECT count(*) FROM added')[0]?.values).toEqual([[0]]);
    expect(plain.exec('PRAGMA user_version')[0]?.values).toEqual([[migrations.length + 1]]);
    plain.close();
  });

  it('refuse a database from a newer version, which stays as it is', async () => {
    await addRow(test.store({ migrations: newer }), 'from the future');
    const before = await readFile(test.path());
    const refused = { code: 'newer', message: expect.stringContaining('newer version') as string };
    await expect(rowKeys(test.store())).rejects.toMatchObject(refused);
    await expect(addRow(test.store(), 'x')).rejects.toMatchObject(refused);
    expect(await readFile(test.path())).toEqual(before);
  });

  it('that fail change nothing', async () => {
    await addRow(test.store(), 'kept');
    const failing = test.store({ migrations: [...migrations, () => Promise.reject(new Error('a bug'))] });
    await expect(addRow(failing, 'x')).rejects.toThrow('a bug');
    expect(await rowKeys(test.store())).toEqual(['kept']);
  });
});

describe('a damaged file', () => {
  const damage: Record<string, () => Promise<void>> = {
    'cut off': async () => truncate(test.path(), 5000),
    emptied: async () => truncate(test.path(), 0),
    'with something else in it': async () => writeFile(test.path(), 'x'.repeat(20_000)),
    'with a torn page': async () => {
      const bytes = await readFile(test.path());
      bytes.fill(0xff, 4096, bytes.length);
      await writeFile(test.path(), bytes);
    },
  };
  for (const [name, inflict] of Object.entries(damage)) {
    it(`${name} is set aside with its new name in a notice, and the last good copy is used`, async () => {
      await addRow(test.store(), 'first');
      await addRow(test.store(), 'second');
      await inflict();
      const bytes = await readFile(test.path());
      const store = test.store();
      expect(await rowKeys(store)).toEqual(['first']);
      await addRow(store, 'third');
      expect(await rowKeys(test.store())).toEqual(['first', 'third']);
      const aside = (await readdir(test.folder)).find((file) => file.includes('.damaged-')) ?? '';
      expect(await readFile(test.path(aside))).toEqual(bytes);
      expect(test.notices).toHaveLength(1);
      expect(test.notices[0]).toContain(test.path(aside));
    });

    it(`${name} is found by a write too`, async () => {
      await addRow(test.store(), 'first');
      await addRow(test.store(), 'second');
      await inflict();
      await addRow(test.store(), 'third');
      expect(await rowKeys(test.store())).toEqual(['first', 'third']);
    });
  }

  it('without a good copy leaves an empty store', async () => {
    await addRow(test.store(), 'only');
    await writeFile(test.path(), 'x'.repeat(20_000));
    expect(await rowKeys(test.store())).toEqual([]);
    expect(test.notices[0]).toContain('starts anew');
  });
});

describe('a folder that is read-only', () => {
  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    '(needs a user other than root) can be read',
    async () => {
      await addRow(test.store(), 'row');
      await chmod(test.folder, 0o555);
      try {
        expect(await rowKeys(test.store())).toEqual(['row']);
        await expect(addRow(test.store(), 'x')).rejects.toMatchObject({ code: 'read-only' });
      } finally {
        await chmod(test.folder, 0o755);
      }
    },
  );
});
