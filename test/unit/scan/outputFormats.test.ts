import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import type { RuleMatch } from '../../../server/src/protocol/scanJob.ts';
import type { ScanOutcome } from '../../../server/src/protocol/scan.ts';
import { pathOf } from '../../../server/src/common/bytePaths.ts';
import { scanFormats, type ScanFormatName } from '../../../server/src/scan/output/formats.ts';
import { OutputFile } from '../../../server/src/scan/output/outputFile.ts';
import { startedEvent } from './fakeEngine.ts';

const match: RuleMatch = {
  rule: 'r',
  namespace: 'a b',
  tags: ['t', 't'],
  meta: [
    { name: 'description', value: '<script>alert(1)</script>' },
    { name: 'big', value: 9223372036854775807n },
  ],
  patterns: [
    { identifier: '$a', matchCount: 1, matches: [{ offset: 16, length: 2, data: Uint8Array.of(0x3c, 0xff) }] },
  ],
};
const hostile = `/t/=cmd|' <b>"\n${pathOf(Buffer.of(0xff))}#%.exe`;
const summary = { files: 1, bytes: 1, matchedFiles: 1, matches: 1, errors: 1, cancelled: true, milliseconds: 1 };

async function print(name: ScanFormatName, outcome: ScanOutcome = { type: 'ran', summary }): Promise<string> {
  let text = '';
  const writer = scanFormats[name]({
    write: (piece) => {
      text += piece;
      return Promise.resolve();
    },
    details: { strings: true, lengths: true, namespace: true, tags: true, meta: true, xorKeys: false, count: false },
    colors: { bold: String, dim: String, cyan: String },
    version: '1.2.3',
    shownPath: (path) => (path.startsWith('/t/=') ? path.slice(3) : path),
  });
  if (outcome.type === 'ran') {
    await writer.onEvent(startedEvent);
    await writer.onEvent({ type: 'match', path: hostile, matches: [match] });
    await writer.onEvent({ type: 'error', path: '/t/gone', code: 'unreadable', message: 'no <such> file' });
  }
  await writer.finish(outcome);
  return text;
}

describe('output of a scan', () => {
  const rejected: ScanOutcome = {
    type: 'rules-rejected',
    messages: [{ level: 'error', path: '/r.yar', line: 3, text: 'syntax error' }],
  };

  it.each([
    ['found', undefined],
    ['rejected', rejected],
  ])('sarif is valid against its schema: %s', async (_name, outcome) => {
    const text = await readFile(join(import.meta.dirname, '../../fixtures/sarif/sarif-2.1.0-rtm.5.json'), 'utf8');
    // The schema is of draft 4, of which this validator knows all but the names of two keywords.
    const schema = JSON.parse(text) as Record<string, unknown>;
    delete schema['$schema'];
    delete schema['id'];
    const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
    formats.default(ajv);
    const validate = ajv.compile(schema);
    const log: unknown = JSON.parse(await print('sarif', outcome));
    validate(log);
    expect(validate.errors).toBeNull();
    expect(log).toMatchObject({ version: '2.1.0', runs: [{ invocations: [{ executionSuccessful: false }] }] });
  });

  it('sarif names a file of any name by a URI', async () => {
    expect(await print('sarif')).toContain('"%3Dcmd%7C%27%20%3Cb%3E%22%0A%FF%23%25.exe"');
  });

  it('csv gives a spreadsheet no formula, and one line a record', async () => {
    const lines = (await print('csv')).trimEnd().split('\r\n');
    expect(lines).toHaveLength(5);
    expect(lines[2]).toMatch(/^match,"'=cmd\|' <b>""\\n\\xff#%\.exe",a b,r,t t,/);
    expect(lines[4]).toContain('incomplete"":true');
  });

  it('html holds no markup of others, and no script', async () => {
    const page = await print('html');
    expect(page).not.toMatch(/<script|<b>"|<such>/);
    expect(page).toContain('&lt;script&gt;');
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('Incomplete');
    expect(page).toContain(startedEvent.rulesHash);
  });

  it('text shows lengths, and bytes of names that are no text', async () => {
    expect(await print('text')).toContain('\\xff#%.exe\n0x10:2:$a: <\\xFF\n');
  });
});

describe('OutputFile', () => {
  it('leaves an older file alone until it is committed, and nothing behind', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cryptex-output-'));
    try {
      const path = join(folder, 'out');
      await writeFile(path, 'old');
      {
        await using given = await OutputFile.create(path);
        await given.write('new');
      }
      expect(await readFile(path, 'utf8')).toBe('old');
      {
        await using given = await OutputFile.create(path);
        await given.write('new');
        await given.commit();
      }
      expect(await readFile(path, 'utf8')).toBe('new');
      expect(await readdir(folder)).toEqual(['out']);
      await expect(OutputFile.create(join(folder, 'none', 'out'))).rejects.toMatchObject({ code: 'unwritable' });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
