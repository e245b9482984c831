/** Reports of an audit, with text that means harm. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changesBetween, type ComparableReport } from '../../../server/src/gap/report/compare.ts';
import { csvReport } from '../../../server/src/gap/report/csv.ts';
import { htmlReport } from '../../../server/src/gap/report/html.ts';
import { markdownReport } from '../../../server/src/gap/report/markdown.ts';
import { reportOf, reportSchema } from '../../../server/src/gap/report/report.ts';
import { sarifReport } from '../../../server/src/gap/report/sarif.ts';
import type { GapReport } from '../../../server/src/protocol/gapReport.ts';
import { Audited, fixture } from './support.ts';

const hostile = '<img src=x onerror=alert(1)> | `x` [a](javascript:b) \u202e\u001b[31m';

function validator(schema: Record<string, unknown>): ValidateFunction {
  // Of draft 4 and draft 7; this validator knows all but the names of two keywords.
  const known = { ...schema };
  delete known['$schema'];
  delete known['id'];
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  formats.default(ajv);
  return ajv.compile(known);
}

describe('the report of an audit', () => {
  let audited: Audited;
  let report: GapReport;
  beforeAll(async () => {
    audited = await Audited.create({ '=cmd|x!a.c': 'int f(void) { return 1; }\n' }, join(fixture, 'tree'));
    await audited.run();
    const { audit } = audited;
    await audit.decide([{ kind: 'exclude', of: 'libsift/list.c', reason: hostile }], hostile);
    await audit.decide([{ kind: 'responsible', of: 'libsift/log.c', responsible: hostile }], hostile);
    await audit.decide([{ kind: 'confirm', of: 'libsift/hash.c' }], 'Ada');
    const text = await readFile(join(audited.root, 'libsift/hash.c'), 'utf8');
    await audited.write('libsift/hash.c', text.replaceAll('0x9E3779B1', '0x9E3779B9'));
    report = reportOf(await audited.run(), '1.2.3');
  });
  afterAll(() => audited[Symbol.asyncDispose]());

  it('is what its JSON Schema says', () => {
    const validate = validator(reportSchema() as Record<string, unknown>);
    validate(JSON.parse(JSON.stringify(report)));
    expect(validate.errors).toBeNull();
    const broken = { ...report, components: [{ ...report.components[0], coverage: 101 }] };
    expect(validate(broken)).toBe(false);
  });

  it('has for each component what was asked for', () => {
    const hash = report.components.find(({ component }) => component === 'libsift/hash.c');
    expect(hash).toMatchObject({
      ...{ language: 'c', rust_status: 'done', responsible: null, path: 'libsift/hash.c', coverage: 100 },
      ...{ functions: 4, ported_functions: 4, risk: 'medium', drifted: true },
    });
    expect(hash?.linked_cryptex).toHaveLength(4);
    expect(hash?.evidence.length).toBeGreaterThan(0);
    expect(hash?.updated_at).toMatch(/^\d{4}-\d\d-\d\dT/);
    const { totals } = report;
    for (const groups of [report.by_language, report.by_folder, report.by_responsible])
      expect(groups.reduce((sum, { functions }) => sum + functions, 0)).toBe(totals.functions);
    expect(report.by_responsible.map(({ name }) => name)).toContain(hostile);
  });

  it('is valid SARIF, with what is left and what has drifted', async () => {
    const text = await readFile(join(import.meta.dirname, '../../fixtures/sarif/sarif-2.1.0-rtm.5.json'), 'utf8');
    const validate = validator(JSON.parse(text) as Record<string, unknown>);
    const log = JSON.parse(sarifReport(report)) as { runs: { results: { ruleId: string; message: object }[] }[] };
    validate(log);
    expect(validate.errors).toBeNull();
    const ids = log.runs[0]?.results.map(({ ruleId }) => ruleId) ?? [];
    expect(new Set(ids)).toEqual(new Set(['pending', 'in-progress', 'drifted']));
  });

  it('is a page without scripts and without markup of others', () => {
    const trend = [
      { at: '2026-01-01T00:00:00Z', ported: 1, all: 10 },
      { at: '2026-02-01T00:00:00Z', ported: 4, all: 10 },
    ];
    const page = htmlReport(report, trend);
    for (const bad of ['<script', '<img', '\u202e', '\u001b']) expect(page).not.toContain(bad);
    expect(page).toContain('&lt;img src=x');
    expect(page).toContain("default-src 'none'");
    expect(page.match(/<svg/g)).toHaveLength(4);
    expect(htmlReport(report, []).match(/<svg/g)).toHaveLength(2);
    const empty = { ...report, components: [], by_folder: [], by_language: [], by_responsible: [] };
    expect(htmlReport(empty, [])).toContain('There is nothing to port.');
  });

  it('is Markdown in which hostile text is text', () => {
    const text = markdownReport(report);
    for (const bad of ['\u202e', '\u001b']) expect(text).not.toContain(bad);
    expect(text).not.toMatch(/(?<!\\)(?:<img|`x|\[a|\]\()/);
    const rows = text.split('\n').filter((line) => line.startsWith('|'));
    for (const row of rows) expect(row.replace(/\\\|/g, '').endsWith('|')).toBe(true);
    expect(text).toContain('done, drifted');
  });

  it('is CSV without formulas, a line each', () => {
    const lines = csvReport(report).trimEnd().split('\r\n');
    expect(lines).toHaveLength(report.components.length + 1);
    expect(lines.find((line) => line.includes('cmd'))).toMatch(/^'=cmd\|x!a\.c,c,pending,/);
  });
});

describe('two reports', () => {
  const one = (component: string, status: 'pending' | 'in_progress' | 'done', ported: number, drifted = false) => ({
    ...{ component, rust_status: status, functions: 4, ported_functions: ported, drifted },
  });
  const before: ComparableReport = {
    components: [
      one('a', 'pending', 0),
      one('b', 'done', 4),
      one('c', 'in_progress', 2),
      one('d', 'done', 4),
      one('e', 'done', 4),
    ],
  };

  it('tell what is better, worse, new and gone', () => {
    const after: ComparableReport = {
      components: [
        one('a', 'in_progress', 1),
        one('b', 'in_progress', 3),
        one('c', 'in_progress', 1),
        one('d', 'done', 4, true),
        one('f', 'pending', 0),
      ],
    };
    expect(changesBetween(before, after).map(({ component, type, what }) => [component, type, what])).toEqual([
      ['a', 'better', 'pending → in_progress; 0 of 4 functions → 1 of 4 functions'],
      ['b', 'worse', 'done → in_progress; 4 of 4 functions → 3 of 4 functions'],
      ['c', 'worse', '2 of 4 functions → 1 of 4 functions'],
      ['d', 'worse', 'has drifted'],
      ['e', 'gone', 'was done'],
      ['f', 'new', 'pending, 0 of 4 functions'],
    ]);
    expect(changesBetween(before, before)).toEqual([]);
  });

  it.each([
    ['more functions of which none was ported', ['in_progress', 3, 5], ['in_progress', 3, 6], 'other'],
    ['a ported function that is gone', ['in_progress', 3, 5], ['in_progress', 2, 4], 'other'],
    ['fewer ported behind a better status', ['pending', 3, 5], ['in_progress', 1, 5], 'worse'],
    ['excluded, and then ported', ['excluded', 0, 3], ['done', 3, 3], 'better'],
    ['excluded', ['in_progress', 1, 3], ['excluded', 0, 3], 'better'],
  ] as const)('tell of %s', (_name, was, is, type) => {
    const report = ([status, ported, functions]: typeof was | typeof is): ComparableReport => ({
      components: [{ component: 'a', rust_status: status, functions, ported_functions: ported }],
    });
    expect(changesBetween(report(was), report(is)).map((change) => change.type)).toEqual([type]);
  });
});
