import type { RequestHandler } from '../requestHandler.ts';

/** Which libyara is used, or why there is none. */
export const describeEngine: RequestHandler<'describeEngine'> = async (_params, { openEngine, signal }) => {
  await using engine = openEngine(1);
  return await engine.describe(signal);
};
