import { Writable } from 'node:stream';
import { join, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RuleMatch } from '../../../server/src/protocol/scanJob.ts';
import type { ScanEvent, ScanOutcome } from '../../../server/src/protocol/scan.ts';
import { scanFormats } from '../../../server/src/scan/output/formats.ts';
import { spelledPaths } from '../../../server/src/cli/targetPaths.ts';
import { Terminal, type OutputStream } from '../../../server/src/cli/terminal/terminal.ts';
import { engineInfo, startedEvent } from '../scan/fakeEngine.ts';

class Recorder extends Writable {
  text = '';
  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function terminal(env: Record<string, string> = {}, tty = false) {
  const stdout = new Recorder();
  const stderr = new Recorder();
  const stream = (recorder: Recorder): OutputStream => Object.assign(recorder, { isTTY: tty });
  return { stdout, stderr, terminal: new Terminal({ stdout: stream(stdout), stderr: stream(stderr), env }) };
}

const match: RuleMatch = {
  rule: 'r',
  namespace: 'ns',
  tags: ['t1', 't2'],
  meta: [
    { name: 'hash', value: 'one' },
    { name: 'hash', value: '\u001b[31m' },
    { name: 'big', value: 9223372036854775807n },
    { name: 'yes', value: true },
  ],
  patterns: [
    {
      identifier: '$a',
      matchCount: 2,
      matches: [
        { offset: 16, length: 2, data: Uint8Array.of(0x41, 0xff) },
        { offset: 300, length: 600, data: Uint8Array.of(0x42), xorKey: 7 },
      ],
    },
    { identifier: '$b', matchCount: 0, matches: [] },
  ],
};
const record =
  '{"path":"f","rule":"r","namespace":"ns","tags":["t1","t2"],"meta":[{"name":"hash","value":"one"},' +
  '{"name":"hash","value":"\\u001b[31m"},{"name":"big","value":9223372036854775807},{"name":"yes","value":true}],' +
  '"strings":[{"identifier":"$a","offset":16,"length":2,"data":"41ff"},' +
  '{"identifier":"$a","offset":300,"length":600,"data":"42","xorKey":7}]}';

const events: ScanEvent[] = [
  startedEvent,
  { type: 'match', path: 'f', matches: [match] },
  { type: 'error', path: 'g', code: 'unreadable', message: 'gone' },
  { type: 'match', path: 'f', matches: [match] },
];
const counts = { files: 1, bytes: 1, matchedFiles: 1, matches: 1, errors: 1 };
const outcome: ScanOutcome = { type: 'ran', summary: { ...counts, cancelled: false, milliseconds: 1 } };

async function print(name: keyof typeof scanFormats, allDetails: boolean, tty = false, ended = outcome) {
  const out = terminal({}, tty);
  const details = {
    strings: allDetails,
    lengths: false,
    namespace: allDetails,
    tags: allDetails,
    meta: allDetails,
    xorKeys: false,
    count: false,
  };
  const format = scanFormats[name]({
    write: (text) => out.terminal.print(text),
    colors: out.terminal.out,
    version: '1.2.3',
    details,
    shownPath: (path) => path,
  });
  if (ended.type === 'ran') for (const event of events) await format.onEvent(event);
  await format.finish(ended);
  return out.stdout.text;
}

describe('formats of a scan', () => {
  it('text: rule and path', async () => expect(await print('text', false)).toBe('r f\nr f\n'));

  it('text: all details, nothing that a terminal obeys', async () => {
    const expected =
      'ns:r [t1,t2] [hash="one",hash="\\x1b[31m",big=9223372036854775807,yes=true] f\n' +
      '0x10:$a: A\\xFF\n0x12c:$a: B\n';
    expect(await print('text', true)).toBe(expected + expected);
  });

  it('text: in colours on a terminal', async () => expect(await print('text', false, true)).toContain('\u001b[1mr'));

  it('ndjson: one object a rule and file, between where it comes from and how it ended', async () => {
    const lines = (await print('ndjson', false)).trimEnd().split('\n');
    const typed = record.replace('{', '{"type":"match",');
    expect([lines[1], lines[3]]).toEqual([typed, typed]);
    const others: unknown[] = [lines[0], lines[2], lines[4]].map((line) => JSON.parse(line ?? '') as unknown);
    expect(others).toMatchObject([
      { type: 'started', cryptex: '1.2.3', rulesHash: startedEvent.rulesHash, libyara: { version: '4.2' } },
      { type: 'error', path: 'g', code: 'unreadable', message: 'gone' },
      { type: 'done', summary: counts, incomplete: false },
    ]);
  });

  it('json: one document, errors and summary included', async () => {
    const document: unknown = JSON.parse(await print('json', false));
    const parsedRecord: unknown = JSON.parse(record);
    expect(document).toMatchObject({
      libyara: { path: engineInfo.path, version: '4.2' },
      rules: 1,
      matches: [parsedRecord, parsedRecord],
      errors: [{ path: 'g', code: 'unreadable', message: 'gone' }],
      summary: counts,
    });
  });

  it('json: rejected rules are a document too', async () => {
    const messages = [{ level: 'error', path: '/r.yar', line: 1, text: 'no' }] as const;
    const text = await print('json', false, false, { type: 'rules-rejected', messages: [...messages] });
    expect(JSON.parse(text)).toEqual({ error: { code: 'rules-rejected', messages } });
  });
});

describe('Terminal', () => {
  it.each([
    [{}, false, false],
    [{}, true, true],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: '1', NO_COLOR: '1' }, false, true],
  ] as [Record<string, string>, boolean, boolean][])('%j, terminal %j: colour %j', (env, tty, colour) => {
    expect(terminal(env, tty).terminal.out.isColorSupported).toBe(colour);
  });

  it('shows progress on a terminal only, and clears it before anything else', async () => {
    const quiet = terminal();
    quiet.terminal.status('1 of 2');
    expect(quiet.stderr.text).toBe('');
    const shown = terminal({}, true);
    shown.terminal.status('1 of 2');
    await shown.terminal.print('r f\n');
    expect(shown.stderr.text).toBe('1 of 2\r\u001b[K');
  });

  it('is closed when nobody reads', async () => {
    const { terminal: closing, stdout } = terminal();
    stdout.destroy(new Error('EPIPE'));
    await expect.poll(() => closing.closed.aborted).toBe(true);
    await closing.print('more');
  });
});

describe('spelledPaths', () => {
  it('gives paths back as they were typed', () => {
    const shown = spelledPaths(['.', `..${sep}other${sep}`, 'file']);
    expect(shown(resolve('a', 'b'))).toBe(['.', 'a', 'b'].join(sep));
    expect(shown(resolve('..', 'other', 'a'))).toBe(join('..', 'other', 'a'));
    expect(spelledPaths(['file'])(resolve('file'))).toBe('file');
    expect(spelledPaths(['/'])(resolve('/etc/passwd'))).toBe(resolve('/etc/passwd'));
    expect(spelledPaths(['a'])(resolve('ab'))).toBe(resolve('ab'));
  });
});
