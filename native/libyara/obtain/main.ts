/**
 * The process behind `cryptex doctor --fix`: obtains libyara into the user's cache folder, where the search finds it.
 * Says what it does on stdout; ends with code 1 and the reason on stderr when it can't be had.
 */
import { cacheFolder } from '../../../server/src/common/paths.ts';
import { ObtainError } from './obtainError.ts';
import { obtainLibyara } from './libyaraPackages.ts';

obtainLibyara({ cache: cacheFolder(), log: (line) => process.stdout.write(`${line}\n`) }).catch((error: unknown) => {
  if (!(error instanceof ObtainError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
