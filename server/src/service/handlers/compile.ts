import type { RequestHandler } from '../requestHandler.ts';

/** Writes compiled rules to the file that the user chose; it stays untouched when there are errors. */
export const compile: RequestHandler<'compile'> = async (params, { openEngine, signal }) => {
  const { rules, output, externals, includeDirectories } = params;
  await using engine = openEngine(1);
  const job = { sources: rules, externals, includeDirectories, overlay: [], output };
  return await engine.compile({ kind: 'compile', ...job, want: 'save' }, signal);
};
