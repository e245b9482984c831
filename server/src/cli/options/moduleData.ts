import { InvalidArgumentError } from 'commander';
import { resolve } from 'node:path';
import type { ScanRequest } from '../../protocol/scan.ts';

type ModuleData = NonNullable<ScanRequest['moduleData']>;

/** Adds `MODULE=FILE` to those before; the file is relative to the working directory. */
export function addModuleData(text: string, previous: ModuleData = []): ModuleData {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('Expected MODULE=FILE.');
  return [...previous, { module: text.slice(0, equals), path: resolve(text.slice(equals + 1)) }];
}
