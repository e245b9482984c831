/** What libyara's error codes mean (libyara/include/yara/error.h), for those that its functions return to us. */
const meanings: Readonly<Record<number, string>> = {
  1: 'not enough memory',
  2: "the process can't be read (it may need more rights)",
  3: 'the file could not be opened',
  4: 'the file could not be mapped into memory',
  6: 'this is not a file of compiled rules',
  7: 'the compiled rules are damaged',
  8: 'the compiled rules were made by another version of libyara',
  14: 'duplicated identifier',
  25: 'the stack of a condition overflowed',
  26: 'the scan took too long',
  28: 'a callback failed',
  29: 'invalid argument',
  30: 'too many matches',
  31: 'internal error',
  46: 'a regular expression needs too many fibers',
  48: 'the external variable has another type',
  55: 'the file could not be read',
  56: 'the external variable is defined twice',
  58: 'the file could not be written',
  65: 'a pattern is scanned too slowly',
};

export const errors = {
  couldNotAttachToProcess: 2,
  couldNotOpenFile: 3,
  couldNotMapFile: 4,
  invalidFile: 6,
  corruptFile: 7,
  unsupportedFileVersion: 8,
  scanTimeout: 26,
  invalidArgument: 29,
  invalidExternalType: 48,
  couldNotReadFile: 55,
  duplicatedExternal: 56,
} as const;

/** Such as "the scan took too long (libyara error 26)". */
export function describeError(code: number): string {
  const meaning = meanings[code];
  return meaning === undefined ? `libyara error ${code}` : `${meaning} (libyara error ${code})`;
}
