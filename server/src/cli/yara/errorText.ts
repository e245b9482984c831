import type { EngineError } from '../../common/errors.ts';

/** What the originals say of libyara's error codes. */
const sentences: Readonly<Record<number, string>> = {
  1: 'not enough memory',
  2: 'can not attach to process (try running as root)',
  3: 'could not open file',
  6: 'invalid compiled rules file.',
  7: 'corrupt compiled rules file.',
  8: 'rules were compiled with a different version of YARA',
  25: 'stack overflow while evaluating condition (see --stack-size argument) ',
  26: 'scanning timed out',
  30: 'too many matches',
  48: 'invalid type for external variable',
};

/** A failure in the words of `yara`; what is no error of libyara's is told in ours. */
export function errorText({ code, message, libyara }: EngineError): string {
  if (!libyara) return code === 'unreadable' ? 'could not open file' : message;
  const { code: number, rule, pattern } = libyara;
  const said = sentences[number] ?? `error: ${number}`;
  if (rule === undefined) return said;
  const culprit = pattern === undefined ? `rule "${rule}"` : `string "${pattern}" in rule "${rule}"`;
  return `${culprit} caused ${said}`;
}
