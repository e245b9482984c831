/** One row a request; a new one is added here and in `serviceRequests`. */
import { findRules, updateCatalogue } from './handlers/catalogue.ts';
import { compile } from './handlers/compile.ts';
import { describeEngine } from './handlers/describeEngine.ts';
import { safeIndex, writeSafeIndex } from './handlers/safeIndex.ts';
import { scan } from './handlers/scan.ts';
import type { RequestHandlers } from './requestHandler.ts';

export const handlers: RequestHandlers = {
  describeEngine,
  compile,
  scan,
  updateCatalogue,
  findRules,
  safeIndex,
  writeSafeIndex,
};
