/**
 * What a spool holds of a scan, one record a line. The schemas check what is read back: a spool may come from another
 * version of the program, or from somebody else.
 */
import * as v from 'valibot';
import { ScanNote, type MetaEntry, type RuleMatch } from '../protocol/scanJob.ts';
import { ScanSummary, SlowFile, type ScanEvent, type ScanRequest } from '../protocol/scan.ts';
import { packPlaces } from './places.ts';

const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Names and values; JSON has no integers beyond a double's precision. */
export const MetaPairs = v.array(
  v.tuple([
    v.string(),
    v.union([v.string(), v.number(), v.boolean(), v.object({ integer: v.pipe(v.string(), v.regex(/^-?\d{1,20}$/)) })]),
  ]),
);

const SpoolRecord = v.variant('type', [
  /** The first one. What was asked for and what was told is kept as it is. */
  v.object({
    type: v.literal('started'),
    scan: v.pipe(v.string(), v.minLength(1), v.maxLength(200)),
    startedAt: v.pipe(v.string(), v.isoTimestamp()),
    request: v.record(v.string(), v.unknown()),
    event: v.record(v.string(), v.unknown()),
  }),
  /** Before the first match of the rule, which names it by its number. */
  v.object({
    type: v.literal('rule'),
    number: count,
    namespace: v.string(),
    rule: v.string(),
    tags: v.array(v.string()),
    meta: MetaPairs,
  }),
  v.object({
    type: v.literal('match'),
    path: v.string(),
    /** Rule, and its patterns: identifier, count, places in base64. */
    matches: v.array(
      v.tuple([count, v.array(v.tuple([v.string(), count, v.pipe(v.string(), v.regex(/^[\w+/=]*$/))]))]),
    ),
  }),
  v.object({ type: v.literal('note'), path: v.string(), notes: v.array(ScanNote) }),
  v.object({ type: v.literal('error'), path: v.string(), code: v.string(), message: v.string() }),
  /** How far a scan came that does not come to its end. */
  v.object({
    type: v.literal('progress'),
    files: count,
    bytes: count,
    milliseconds: v.pipe(v.number(), v.minValue(0)),
  }),
  v.object({ type: v.literal('done'), summary: ScanSummary, slowest: v.optional(v.array(SlowFile)), leftOut: count }),
]);
export type SpoolRecord = v.InferOutput<typeof SpoolRecord>;

/** `undefined` for what is no record. */
export function parseRecord(json: string): SpoolRecord | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), SpoolRecord), json);
  return parsed.success ? parsed.output : undefined;
}

/** At most so many bytes of places are kept of one event, and of one scan. Beyond that, matches are counted only. */
const eventPlaces = 4 << 20;
const scanPlaces = 32 << 20;

/** Milliseconds between records of how far a scan has come. */
const progressInterval = 1000;

/** Turns the events of one scan into records. */
export class RecordEncoder {
  readonly #request: ScanRequest;
  readonly #began = performance.now();
  #progressAt = 0;
  readonly #rules = new Map<string, number>();
  #places = scanPlaces;

  constructor(request: ScanRequest) {
    this.#request = request;
  }

  /** The records for an event, in JSON; none for what is not kept. */
  encode(event: Exclude<ScanEvent, { type: 'done' }>): string[] {
    switch (event.type) {
      case 'progress': {
        const milliseconds = performance.now() - this.#began;
        if (this.#progressAt > 0 && milliseconds - this.#progressAt < progressInterval) return [];
        this.#progressAt = milliseconds;
        return [recordJson({ type: 'progress', files: event.done, bytes: event.bytes, milliseconds })];
      }
      case 'started': {
        const { scan, startedAt } = event;
        return [recordJson({ type: 'started', scan, startedAt, request: this.#request, event })];
      }
      case 'note':
      case 'error':
        return [recordJson(event)];
      case 'match':
        return this.#encodeMatch(event);
    }
  }

  #encodeMatch({ path, matches }: Extract<ScanEvent, { type: 'match' }>): string[] {
    const rules: string[] = [];
    const limit = Math.min(eventPlaces, this.#places);
    let left = limit;
    const packed = matches.map((match) => {
      const patterns = match.patterns.map((pattern) => {
        const places = packPlaces(pattern, left);
        left = Math.max(0, left - places.length);
        return [pattern.identifier, pattern.matchCount, base64(places)] as [string, number, string];
      });
      return [this.#ruleNumber(match, rules), patterns] as [number, typeof patterns];
    });
    this.#places -= limit - left;
    return [...rules, recordJson({ type: 'match', path, matches: packed })];
  }

  /** Its tags and metas are the same for each file, and large: they are written once. */
  #ruleNumber({ namespace, rule, tags, meta }: RuleMatch, records: string[]): number {
    const pairs = meta.map(metaPair);
    const key = JSON.stringify([namespace, rule, tags, pairs]);
    const known = this.#rules.get(key);
    if (known !== undefined) return known;
    const number = this.#rules.size;
    this.#rules.set(key, number);
    records.push(recordJson({ type: 'rule', number, namespace, rule, tags, meta: pairs }));
    return number;
  }
}

/** A record in JSON; a compile-time check that what is written can be read. */
export function recordJson(record: SpoolRecord): string {
  return JSON.stringify(record);
}

function metaPair({ name, value }: MetaEntry): v.InferOutput<typeof MetaPairs>[number] {
  return [name, typeof value === 'bigint' ? { integer: String(value) } : value];
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}
