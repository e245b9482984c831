import { InvalidArgumentError } from 'commander';

const factors: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

/** A number of bytes: digits with `K`, `M`, `G` or `T`, which are powers of 1024; `10M`, `1.5 GB`, `2MiB`. */
export function byteSize(text: string): number {
  const [, digits = '', unit = ''] = /^(\d+(?:\.\d+)?) ?([KMGT]?)(?:I?B)?$/i.exec(text) ?? [];
  const size = Math.floor(Number(digits) * (factors[unit.toUpperCase()] ?? NaN));
  if (digits !== '' && Number.isSafeInteger(size)) return size;
  throw new InvalidArgumentError('It must be a size such as 500K, 10M or 2G.');
}
