/** Results of files that have not changed since the same rules saw them: what is kept, and under which key. */
import { createHash } from 'node:crypto';
import { deserialize, serialize } from 'node:v8';
import * as v from 'valibot';
import { ScanResult } from '../protocol/engine.ts';

/** What tells that a file has not changed. Times are nanoseconds as decimal text, as precise as a double is. */
export interface FileStamp {
  readonly size: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly ino: string;
}

export interface CachedFile {
  readonly stamp: FileStamp;
  /** From {@link encodeResult}. */
  readonly result: Uint8Array;
}

/** Where results are kept between scans; several processes may use one. */
export interface ResultCache {
  /** All that is known for this key, by path. */
  load(key: string): Promise<ReadonlyMap<string, CachedFile>>;
  /** Replaces what is known of these paths; durable when resolved. Called at the end of a scan, a cancelled one too. */
  save(key: string, files: ReadonlyMap<string, CachedFile>): Promise<void>;
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}

/** A key for what decides a result, whatever its shape. */
export function cacheKey(...parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify(['1', ...parts]))
    .digest('hex');
}

/** Nothing at all for a file in which nothing was found: most of them. */
export function encodeResult(result: ScanResult): Uint8Array {
  return result.matches.length === 0 && !result.notes ? new Uint8Array() : serialize(result);
}

/** `undefined` for bytes that are no result: the file is scanned again. */
export function decodeResult({ stamp, result }: CachedFile): ScanResult | undefined {
  if (result.length === 0) return { kind: 'scan', matches: [], bytes: stamp.size, milliseconds: 0 };
  return decode(ScanResult, result);
}

/** Reads what {@link encodeRecord} wrote. */
export function decode<T>(schema: v.GenericSchema<unknown, T>, bytes: Uint8Array): T | undefined {
  try {
    const parsed = v.safeParse(schema, deserialize(bytes));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

export function encodeRecord(record: unknown): Uint8Array {
  return serialize(record);
}
