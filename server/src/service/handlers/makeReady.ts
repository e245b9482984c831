/** Works out what makes the rules of a folder ready for YARA-X. Nothing is written: the editor shows it first. */
import { createHash } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { FileChange } from '../../gap/readiness/readiness.ts';
import type { MakeReadyReport, ReadyChange } from '../../protocol/makeReady.ts';
import { makeReadyProgressNotification, type MakeReadyProgressParams } from '../../protocol/service.ts';
import type { RequestHandler } from '../requestHandler.ts';

/** Milliseconds between two words about progress. */
const pace = 100;

export const makeReady: RequestHandler<'makeReady'> = async (request, { openEngine, signal, notify }) => {
  const { run, folder, exclude, externals, includeDirectories } = request;
  const workers = availableParallelism();
  // Their processes start while the files are looked for and what is needed is loaded.
  await using libyara = openEngine(workers);
  const [{ findRuleFiles }, { openReadiness }] = await Promise.all([
    import('../../catalogue/ruleFileWalk.ts'),
    import('../../gap/readiness/openReadiness.ts'),
  ]);
  const paths = (await findRuleFiles([folder], exclude)).map(({ path }) => path);
  const settings = { externals, includeDirectories, signal };
  await using opened = await openReadiness({ libyara, workers, settings, samples: [], cache: true });
  const report: MakeReadyReport = { changes: [], files: 0, ready: 0, notUtf8: [], failures: [] };
  const tell = progressTeller((files) => {
    const notification: MakeReadyProgressParams = { run, progress: { files, found: paths.length } };
    // With nobody left to tell, the connection's end cancels the request.
    void notify(makeReadyProgressNotification, notification).catch(() => undefined);
  });
  let done = 0;
  for await (const outcome of opened.readiness.mendEach(paths)) {
    signal.throwIfAborted();
    tell((done += 1));
    if ('failure' in outcome) {
      report.failures.push({ path: outcome.path, message: outcome.failure.message });
      continue;
    }
    const { change, readiness: after } = outcome;
    if (after.yaraX.failure !== undefined) report.failures.push({ path: after.path, message: after.yaraX.failure });
    if (after.status === 'excluded') continue;
    report.files += 1;
    if (!change) report.ready += after.status === 'done' ? 1 : 0;
    else if (change.before.badByte === undefined) report.changes.push(readyChange(change));
    else report.notUtf8.push(after.path);
  }
  // What can't be kept is found again the next time.
  await opened.save().catch((error: unknown) => console.error(error));
  return report;
};

function readyChange({ before: { path, bytes, document }, edits }: FileChange): ReadyChange {
  return {
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    edits: edits.map(({ start, end, text, title }) => ({
      ...{ start: document.positionAt(start), end: document.positionAt(end) },
      ...{ text, title },
    })),
  };
}

/** Tells a number, but not more often than anybody reads. */
function progressTeller(tell: (count: number) => void): (count: number) => void {
  let told = 0;
  return (count) => {
    const now = performance.now();
    if (now - told < pace) return;
    told = now;
    tell(count);
  };
}
