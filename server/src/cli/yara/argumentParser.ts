/**
 * Reads a command line as `yara` and `yarac` do, which commander can't: options stand anywhere, also behind the operands;
 * a long one has its value behind `=` only; a short one only in the next argument and only as the last of its group.
 */
export type OptionKind = 'flag' | 'number' | 'text' | 'texts';

export interface OptionSpec {
  readonly kind: OptionKind;
  readonly short?: string;
  readonly long: string;
  /** What its value is called in the help. */
  readonly value?: string;
  readonly help: string;
}

type ValueOf<K extends OptionKind> = K extends 'flag'
  ? boolean
  : K extends 'number'
    ? number | undefined
    : K extends 'text'
      ? string | undefined
      : readonly string[];

export type Options<T extends Readonly<Record<string, OptionSpec>>> = {
  -readonly [K in keyof T]: ValueOf<T[K]['kind']>;
};

export interface Arguments<T extends Readonly<Record<string, OptionSpec>>> {
  readonly options: Options<T>;
  readonly operands: readonly string[];
}

/** A command line that the originals refuse; the message is theirs. */
export class ArgumentError extends Error {}

/** An option may be repeated so often where it may be repeated at all. */
const repetitions = 32;

export function parseArguments<T extends Readonly<Record<string, OptionSpec>>>(
  specs: T,
  args: readonly string[],
): Arguments<T> {
  const values = new Map<string, boolean | number | string | string[]>();
  for (const [key, { kind }] of Object.entries(specs)) {
    if (kind === 'flag') values.set(key, false);
    else if (kind === 'texts') values.set(key, []);
  }
  const operands: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? '';
    if (/^--./s.test(arg)) {
      const equals = arg.indexOf('=');
      const name = arg.slice(2, equals < 0 ? undefined : equals);
      const found = Object.entries(specs).find(([, { long }]) => long === name);
      if (!found) throw new ArgumentError(`unknown option \`${arg}\``);
      take(values, found, equals < 0 ? undefined : arg.slice(equals + 1), arg);
    } else if (/^-[^-]/s.test(arg)) {
      const letters = Array.from(arg.slice(1));
      for (const [position, letter] of letters.entries()) {
        const found = Object.entries(specs).find(([, { short }]) => short === letter);
        if (!found) throw new ArgumentError(`unknown option \`${arg}\``);
        const next = position === letters.length - 1 ? args[index + 1] : undefined;
        if (take(values, found, next, arg)) index++;
      }
    } else operands.push(arg);
  }
  return { options: Object.fromEntries(values) as Options<T>, operands };
}

/** Whether the value was used. */
function take(
  values: Map<string, boolean | number | string | string[]>,
  [key, { kind }]: [string, OptionSpec],
  value: string | undefined,
  arg: string,
): boolean {
  const list = values.get(key);
  const given = Array.isArray(list) ? list.length === repetitions : list !== undefined && list !== false;
  if (given) throw new ArgumentError(`too many \`${arg}\` options`);
  if (kind === 'flag') {
    values.set(key, true);
    return false;
  }
  if (kind === 'number') {
    const number = value === undefined ? undefined : integer(value);
    if (number === undefined) throw new ArgumentError(`option \`${arg}\` requires an integer argument`);
    values.set(key, number);
    return true;
  }
  if (value === undefined) throw new ArgumentError(`option \`${arg}\` requires a string argument`);
  if (Array.isArray(list)) list.push(value);
  else values.set(key, value);
  return true;
}

/** As C's `strtol` with base 0 reads it to the end: hexadecimal after `0x`, octal after `0`. */
function integer(text: string): number | undefined {
  const match = /^\s*([+-]?)(0x[0-9a-f]+|0[0-7]*|[1-9][0-9]*)$/i.exec(text);
  if (!match) return text.trim() === '' && text === '' ? 0 : undefined;
  const [, sign, digits = '0'] = match;
  const value = /^0[0-7]/.test(digits) ? parseInt(digits, 8) : Number(digits);
  return sign === '-' ? -value : value;
}

/** The options, one a line. */
export function optionsHelp(specs: Readonly<Record<string, OptionSpec>>): string {
  const rows = Object.values(specs).map(({ short, long, value, help }) => {
    const name = `${short === undefined ? '    ' : `-${short}, `}--${long}${value === undefined ? '' : `=${value}`}`;
    return [name, help] as const;
  });
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, help]) => `  ${name.padEnd(width)}  ${help}\n`).join('');
}
