import { EngineError } from '../../server/src/common/errors.ts';
import type { RulesStats } from '../../server/src/protocol/scanJob.ts';
import { describeError } from './bind/errorNames.ts';
import type { LibyaraFunctions } from './bind/functions.ts';
import { rulesStats as at } from './bind/layouts.ts';
import type { Pointer } from './bind/memory.ts';

/** Counts loaded rules. @throws {EngineError} `libyara` */
export function readStats(functions: LibyaraFunctions, rules: Pointer): RulesStats {
  const bytes = Buffer.alloc(at.size);
  const code = functions.yr_rules_get_stats(rules, bytes);
  if (code !== 0)
    throw new EngineError('libyara', `The rules can't be counted: ${describeError(code)}`, { libyara: { code } });
  const numbers = (from: number, to: number) =>
    Array.from({ length: (to - from) / 4 }, (_, index) => bytes.readUInt32LE(from + 4 * index));
  return {
    rules: bytes.readUInt32LE(at.rules),
    patterns: bytes.readUInt32LE(at.patterns),
    acMatches: bytes.readUInt32LE(at.acMatches),
    acRootMatches: bytes.readUInt32LE(at.acRootMatches),
    acAverageMatches: bytes.readFloatLE(at.acAverageMatches),
    acLongestLists: numbers(at.acLongestLists, at.acPercentiles),
    acPercentiles: numbers(at.acPercentiles, at.acTableSize),
    acTableSize: bytes.readUInt32LE(at.acTableSize),
  };
}
