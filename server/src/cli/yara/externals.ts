import type { ExternalVariable } from '../../protocol/compileJob.ts';

export interface Definitions {
  readonly externals: ExternalVariable[];
  /** What stderr is told: the originals go on without the rest. */
  readonly complaint?: string;
}

/**
 * `VAR=VALUE` as the originals take it: the type by the look of the value, integers of 32 bits, and of what is defined
 * twice the first, unless it is the last option, whose failure they notice.
 */
export function definitions(texts: readonly string[]): Definitions {
  const externals: ExternalVariable[] = [];
  for (const [index, text] of texts.entries()) {
    const equals = text.indexOf('=');
    if (equals < 0) return { externals, complaint: 'error: wrong syntax for `-d` option.' };
    const external = externalOf(text.slice(0, equals), text.slice(equals + 1));
    const again = externals.some(({ name }) => name === external.name);
    if (!again || index === texts.length - 1) externals.push(external);
  }
  return { externals };
}

function externalOf(name: string, value: string): ExternalVariable {
  if (/^-?[0-9]+\.[0-9]*$/.test(value)) return { type: 'float', name, value: Number(value) };
  if (/^-?[0-9]+$/.test(value)) return { type: 'integer', name, value: asInt(value) };
  if (value === 'true' || value === 'false') return { type: 'boolean', name, value: value === 'true' };
  return { type: 'string', name, value };
}

/** C's `atoi`: a `long`, at its limits when it is beyond them, cut to an `int`. */
function asInt(digits: string): number {
  const limit = 2n ** 63n;
  const value = BigInt(digits);
  const long = value >= limit ? limit - 1n : value < -limit ? -limit : value;
  return Number(BigInt.asIntN(32, long));
}
