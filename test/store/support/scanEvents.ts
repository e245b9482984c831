/** Scans as they are told, made up. */
import type { RuleMatch } from '../../../server/src/protocol/scanJob.ts';
import type { ScanEvent, ScanRequest, ScanSummary, SlowFile } from '../../../server/src/protocol/scan.ts';

export type Started = Extract<ScanEvent, { type: 'started' }>;

export const request: ScanRequest = {
  rules: [{ path: '/rules/a.yar', namespace: 'a' }],
  targets: ['/samples'],
  recursive: true,
  workers: 2,
  externals: [],
  includeDirectories: [],
  timeoutSeconds: 60,
  fast: false,
  maxMatchesPerPattern: 1000,
  maxMatchBytes: 512,
};

export function started(scan: string, startedAt = '2026-11-25T10:00:00.000Z'): Started {
  const { recursive, externals, timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes } = request;
  return {
    type: 'started',
    scan,
    startedAt,
    rulesHash: 'c0ffee',
    options: { recursive, externals, timeoutSeconds, fast, maxMatchesPerPattern, maxMatchBytes },
    engine: {
      path: '/lib/libyara.so.10',
      origin: 'system',
      version: '4.5.2',
      layout: '4.4–4.5',
      modules: ['pe'],
      candidates: [],
    },
    rules: 3,
    patterns: 5,
    warnings: [],
  };
}

export function ruleMatch(rule: string, offset = 0): RuleMatch {
  return {
    rule,
    namespace: 'a',
    tags: ['tag'],
    meta: [{ name: 'author', value: 'somebody' }],
    patterns: [
      {
        identifier: '$a',
        matchCount: 1,
        matches: [{ offset, length: 2, data: new Uint8Array([1, 255]) }],
        hex: true,
      },
    ],
  };
}

export function match(path: string, ...rules: string[]): ScanEvent {
  return { type: 'match', path, matches: rules.map((rule) => ruleMatch(rule)) };
}

export function done(summary: Partial<ScanSummary> = {}, slowest?: SlowFile[]): ScanEvent {
  const totals = {
    files: 10,
    bytes: 1000,
    matchedFiles: 1,
    matches: 1,
    errors: 0,
    cancelled: false,
    milliseconds: 12.5,
  };
  return { type: 'done', summary: { ...totals, ...summary }, ...(slowest && { slowest }) };
}
