/** Writes a safe index that a person has looked at. */
import { dirname } from 'node:path';
import { EngineError } from '../common/errors.ts';
import type { WriteSafeIndexRequest } from '../protocol/safeIndex.ts';
import { inRealFolder } from './includePath.ts';
import { manifestOf } from './manifest.ts';
import { writeAtomically } from './writeAtomically.ts';

/**
 * Nothing is written when any file that went in is not what it was, or when the place is that of one of them.
 *
 * @throws {EngineError} `changed`, `invalid`, `unreadable`, `unwritable`, `cancelled`
 */
export async function writeMade(
  { request, made, inputs, output, manifest, createdBy }: WriteSafeIndexRequest,
  signal: AbortSignal,
): Promise<void> {
  const [index = request.index] = inputs.keys();
  const madeFor = dirname(request.output === undefined ? index : await real(request.output));
  const place = await real(output);
  if (dirname(place) !== madeFor) {
    throw new EngineError('invalid', `The safe index was made for another folder than that of ${output}.`);
  }
  for (const path of manifest === undefined ? [output] : [output, manifest]) {
    if (inputs.has(await real(path)))
      throw new EngineError('invalid', `${path} is one of the rule files that were read.`);
  }
  if (manifest !== undefined && (await real(manifest)) === place) {
    throw new EngineError('invalid', 'The safe index and its manifest are to be different files.');
  }
  // Also finds out whether all is as it was.
  const record = await manifestOf({ request: { ...request, output: place }, made, inputs, createdBy });
  if (signal.aborted) throw new EngineError('cancelled', 'Cancelled; nothing was written.');
  await writeAtomically(place, made.bytes);
  if (manifest !== undefined) {
    await writeAtomically(manifest, Buffer.from(`${JSON.stringify(record, undefined, 2)}\n`));
  }
}

async function real(path: string): Promise<string> {
  try {
    return await inRealFolder(path);
  } catch (error) {
    throw new EngineError('unwritable', `There is no folder for ${path}.`, { cause: error });
  }
}
