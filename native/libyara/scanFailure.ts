import { EngineError } from '../../server/src/common/errors.ts';
import { type LibyaraError } from '../../server/src/protocol/engineInfo.ts';
import { targetName, type ScanJob } from '../../server/src/protocol/scanJob.ts';
import { describeError, errors } from './bind/errorNames.ts';

/** What an error of a scan means. */
export function scanFailure(
  libyara: LibyaraError,
  { target, timeoutSeconds }: Pick<ScanJob, 'target' | 'timeoutSeconds'>,
) {
  const { code, rule, pattern } = libyara;
  const name = targetName(target);
  const culprit = rule === undefined ? '' : ` (rule "${rule}"${pattern === undefined ? '' : `, pattern ${pattern}`})`;
  const message = `${name}: ${describeError(code)}${culprit}`;
  switch (code) {
    case errors.scanTimeout:
      return new EngineError('timeout', `${name}: the scan took longer than ${timeoutSeconds} s.`, { libyara });
    case errors.couldNotAttachToProcess:
    case errors.couldNotOpenFile:
    case errors.couldNotMapFile:
    case errors.couldNotReadFile:
      return new EngineError('unreadable', message, { libyara });
    default:
      return new EngineError('libyara', message, { libyara });
  }
}
