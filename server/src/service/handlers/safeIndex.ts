import type { RequestHandler } from '../requestHandler.ts';

/** Makes a safe index for whoever wants to look at it first. */
export const safeIndex: RequestHandler<'safeIndex'> = async (request, { openEngine, signal }) => {
  // Its parser is not loaded for the other requests.
  const { makeSafeIndex } = await import('../../safeIndex/safeIndex.ts');
  await using engine = openEngine(1);
  return await makeSafeIndex(request, engine, signal);
};

export const writeSafeIndex: RequestHandler<'writeSafeIndex'> = async (request, { signal }) => {
  const { writeMade } = await import('../../safeIndex/writeMade.ts');
  await writeMade(request, signal);
  return null;
};
