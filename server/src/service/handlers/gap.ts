/** The gap audit of the workspace. Its parts are loaded by the first question, not with the host. */
import { availableParallelism } from 'node:os';
import { EngineError, messageOf } from '../../common/errors.ts';
import { personHere } from '../../common/person.ts';
import { productVersion } from '../../common/version.ts';
import type { GapAudit } from '../../gap/gapAudit.ts';
import type { DictionaryPlace, IndexProgress } from '../../protocol/dictionaryView.ts';
import type { GapAuditSettings, GapAuditSummary } from '../../protocol/gapView.ts';
import type { RuleFileReadiness } from '../../protocol/readiness.ts';
import { indexProgressNotification, type IndexProgressParams } from '../../protocol/service.ts';
import type { RequestContext, RequestHandler } from '../requestHandler.ts';

/** Milliseconds between two words about progress. */
const pace = 100;

async function auditOf(place: DictionaryPlace): Promise<GapAudit> {
  const { openGapAudit } = await import('../keptDictionaries.ts');
  return await openGapAudit(place);
}

export const gapState: RequestHandler<'gapState'> = async ({ place }) => {
  const last = (await (await auditOf(place)).runs()).at(-1);
  return last ? { last } : {};
};

export const auditGap: RequestHandler<'auditGap'> = async ({ place, run, exclude, settings }, context) => {
  let told = 0;
  const onProgress = (progress: IndexProgress): void => {
    const now = performance.now();
    if (now - told < pace) return;
    told = now;
    const notification: IndexProgressParams = { run, progress };
    void context.notify(indexProgressNotification, notification).catch(() => undefined);
  };
  return await audit(place, settings, exclude, context, onProgress);
};

async function audit(
  place: DictionaryPlace,
  { blame, rules, ...settings }: GapAuditSettings,
  indexExclude: readonly string[],
  context: RequestContext,
  onProgress: (progress: IndexProgress) => void,
): Promise<GapAuditSummary> {
  const { signal } = context;
  const judgeRules = (paths: readonly string[]): AsyncGenerator<RuleFileReadiness> =>
    readinessOf(paths, rules, context);
  const opened = await auditOf(place);
  const result = await opened.audit({ settings, blame, indexExclude, judgeRules, signal, onProgress });
  const { totals, problems, unparsed, leftOut, targetFunctions, reindexed } = result;
  return {
    ...{ totals, problems: [...problems], unparsed: unparsed.length, leftOut: leftOut.length },
    ...{ targetFunctions, reindexed },
  };
}

/** Each file by itself, with what is known from before. */
async function* readinessOf(
  paths: readonly string[],
  rules: GapAuditSettings['rules'],
  context: RequestContext,
): AsyncGenerator<RuleFileReadiness> {
  const { openEngine, signal } = context;
  const workers = availableParallelism();
  await using libyara = openEngine(workers);
  const { openReadiness } = await import('../../gap/readiness/openReadiness.ts');
  const settings = { ...rules, signal };
  await using opened = await openReadiness({ libyara, workers, settings, samples: [], cache: true });
  for await (const outcome of opened.readiness.audit(paths)) if (!('failure' in outcome)) yield outcome;
  // What can't be kept is found again the next time.
  await opened.save().catch((error: unknown) => console.error(messageOf(error)));
}

export const gapChildren: RequestHandler<'gapChildren'> = async ({ place, ...question }) =>
  (await auditOf(place)).children(question);

export const gapComponent: RequestHandler<'gapComponent'> = async ({ place, component }) => {
  const found = await (await auditOf(place)).component(component);
  return found ? { component: found.component, functions: [...found.functions] } : null;
};

export const gapDecisions: RequestHandler<'gapDecisions'> = async ({ place, component }) =>
  (await auditOf(place)).decisions(component);

export const decideGap: RequestHandler<'decideGap'> = async ({ place, changes }) => {
  const { decided } = await (await auditOf(place)).decide(changes, personHere());
  return decided.map(({ component }) => component);
};

export const gapFiles: RequestHandler<'gapFiles'> = async ({ place }) => {
  const components = await (await auditOf(place)).components();
  return components.flatMap(({ paths, status }) => paths.map((path) => ({ path, status })));
};

export const gapReport: RequestHandler<'gapReport'> = async ({ place }) => {
  const audit = await auditOf(place);
  const { comparable } = await import('../../gap/report/reportText.ts');
  return { components: await audit.components(), runs: comparable(await audit.runs()) };
};

export const exportGap: RequestHandler<'exportGap'> = async ({ place, format, output }) => {
  const audit = await auditOf(place);
  const last = await audit.last();
  if (!last) throw new EngineError('invalid', 'There is no audit yet.');
  const [{ reportOf }, { reportText }, { writeAtomically }] = await Promise.all([
    import('../../gap/report/report.ts'),
    import('../../gap/report/reportText.ts'),
    import('../../safeIndex/writeAtomically.ts'),
  ]);
  const text = await reportText(format, reportOf(last, productVersion()), await audit.runs());
  await writeAtomically(output, Buffer.from(text));
  return {};
};
