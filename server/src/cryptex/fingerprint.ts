/**
 * What of a function stays when it is written anew in another language: its texts, its constants, what it calls, how many
 * parameters it takes; and what it says itself of where it comes from. The gap audit finds ports by these.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';

export interface Fingerprint {
  /** Absent where it is no function. */
  readonly parameters: number | undefined;
  /** Its texts as words in lower case, without what is filled in: `%s: cannot open` and `{}: cannot open` are one. */
  readonly strings: readonly string[];
  /** Its numbers in decimal; small ones say nothing and are left out. */
  readonly numbers: readonly string[];
  /** The functions that it calls, as far as the source qualifies them. */
  readonly calls: readonly string[];
  /** Functions of another language that are declared or looked up here, by their names there. */
  readonly bound: readonly string[];
  /** What a marker says that this is the port of: `scan.c#scan_file`. */
  readonly ports: readonly string[];
  /** Of a file as a whole: it says of itself that a program has made it. */
  readonly isGenerated: boolean;
}

/** One a symbol, in the order of the file: a line each, so that whatever is read from a store is a list of fingerprints. */
export function packFingerprints(fingerprints: readonly Fingerprint[]): Uint8Array {
  const lines = fingerprints.map(({ parameters, strings, numbers, calls, bound, ports, isGenerated }) =>
    [
      parameters === undefined ? '' : String(parameters),
      ...[strings, numbers, calls, bound, ports].map(joined),
      isGenerated ? 'generated' : '',
    ].join('\t'),
  );
  return deflateRawSync(lines.join('\n'), { level: 1 });
}

/** @throws when the bytes are damaged */
export function unpackFingerprints(packed: Uint8Array): Fingerprint[] {
  return inflateRawSync(packed).toString().split('\n').map(unpackLine);
}

function unpackLine(line: string): Fingerprint {
  const [parameters = '', strings, numbers, calls, bound, ports, generated] = line.split('\t');
  return {
    parameters: /^\d+$/.test(parameters) ? Number(parameters) : undefined,
    ...{ strings: parted(strings), numbers: parted(numbers), calls: parted(calls) },
    ...{ bound: parted(bound), ports: parted(ports), isGenerated: generated === 'generated' },
  };
}

function joined(items: readonly string[]): string {
  // eslint-disable-next-line no-control-regex -- They part fields, and mean nothing inside of one.
  return items.map((item) => item.replace(/[\0-\x1f]+/g, ' ')).join('\x1f');
}

function parted(field: string | undefined): string[] {
  return field === undefined || field === '' ? [] : field.split('\x1f');
}
