import { EngineError } from '../../server/src/common/errors.ts';
import type { ExternalVariable } from '../../server/src/protocol/compileJob.ts';
import { describeError, errors } from './bind/errorNames.ts';

/** @throws {EngineError} `invalid` for what C's strings can't carry. */
export function checkExternal(external: ExternalVariable): void {
  const text = external.type === 'string' ? external.name + external.value : external.name;
  if (text.includes('\0')) throw new EngineError('invalid', `The external variable ${external.name} has a NUL in it.`);
}

/** What libyara's refusal of an external variable means. */
export function externalFailure(external: ExternalVariable, code: number): EngineError {
  const { name, type } = external;
  const options = { libyara: { code } };
  switch (code) {
    case errors.invalidArgument:
      return new EngineError('invalid', `The rules were compiled without an external variable "${name}".`, options);
    case errors.invalidExternalType:
      return new EngineError(
        'invalid',
        `The rules were compiled with an external variable "${name}" that is no ${type}.`,
        options,
      );
    case errors.duplicatedExternal:
      return new EngineError('invalid', `The external variable "${name}" is defined twice.`, options);
    default:
      return new EngineError('invalid', `The external variable "${name}": ${describeError(code)}`, options);
  }
}
