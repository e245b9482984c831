/** `-d name=value`. */
import { InvalidArgumentError } from 'commander';
import type { ExternalVariable } from '../../protocol/compileJob.ts';

/**
 * Reads `name=value` and adds it to what was given before.
 *
 * The type is that of the value, as `yara` infers it (cli/common.c): digits with one point, not in front, are a float;
 * digits are an integer; `true` and `false` are booleans; anything else, the empty value too, is a string.
 *
 * @throws {InvalidArgumentError} for a name that rules can't refer to, one given twice, or an integer that is too large.
 */
export function addExternal(text: string, previous: readonly ExternalVariable[] = []): ExternalVariable[] {
  const external = parseExternal(text);
  if (previous.some(({ name }) => name === external.name)) {
    throw new InvalidArgumentError(`${external.name} is defined twice.`);
  }
  return [...previous, external];
}

function parseExternal(text: string): ExternalVariable {
  const equals = text.indexOf('=');
  if (equals < 0) throw new InvalidArgumentError('It must be written NAME=VALUE.');
  const name = text.slice(0, equals);
  const value = text.slice(equals + 1);
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new InvalidArgumentError(`"${name}" is no name that a rule can use.`);
  if (/^-?\d[\d]*\.\d*$/.test(value)) return { type: 'float', name, value: Number(value) };
  if (/^-?\d+$/.test(value)) return { type: 'integer', name, value: toInteger(value) };
  if (value === 'true' || value === 'false') return { type: 'boolean', name, value: value === 'true' };
  return { type: 'string', name, value };
}

function toInteger(value: string): number {
  const integer = Number(value);
  if (Number.isSafeInteger(integer)) return integer;
  throw new InvalidArgumentError(`${value} is too large: integers go up to ${Number.MAX_SAFE_INTEGER}.`);
}
