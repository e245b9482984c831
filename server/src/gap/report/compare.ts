/** What has changed between two reports. Of the earlier one only what is needed is read, so that an older version's does too. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { EngineError, messageOf } from '../../common/errors.ts';
import { ComponentStatus } from '../../protocol/gap.ts';
import { count } from '../../protocol/values.ts';

const Component = v.object({
  component: v.string(),
  rust_status: v.optional(ComponentStatus),
  target_status: v.optional(ComponentStatus),
  functions: count,
  ported_functions: count,
  drifted: v.optional(v.boolean(), false),
});

/** What two reports are compared by. */
export const ComparableReport = v.object({
  generated_at: v.optional(v.string(), ''),
  commit: v.nullish(v.string()),
  components: v.array(Component),
});
export type ComparableReport = v.InferInput<typeof ComparableReport>;

export interface ComponentChange {
  readonly component: string;
  readonly type: 'better' | 'worse' | 'other' | 'new' | 'gone';
  /** In words. */
  readonly what: string;
}

/** @throws {EngineError} `unreadable` */
export async function readReport(path: string): Promise<ComparableReport> {
  let content: unknown;
  try {
    content = JSON.parse((await readFile(path, 'utf8')).replace(/^\ufeff/, ''));
  } catch (error) {
    throw new EngineError('unreadable', `${path} can't be read as a gap report: ${messageOf(error)}`, { cause: error });
  }
  const report = v.safeParse(ComparableReport, content);
  if (report.success) return report.output;
  const [issue] = report.issues;
  const where = v.getDotPath(issue);
  throw new EngineError(
    'unreadable',
    `${path} is no gap report: ${where === null ? '' : `${where}: `}${issue.message}`,
  );
}

const ranks: Readonly<Record<Exclude<ComponentStatus, 'excluded'>, number>> = { pending: 0, in_progress: 1, done: 2 };

/** In the order of the names. A legacy file that is new is not worse: it was not there to be ported. */
export function changesBetween(before: ComparableReport, after: ComparableReport): ComponentChange[] {
  const old = new Map(before.components.map((one) => [one.component, one]));
  const now = new Map(after.components.map((one) => [one.component, one]));
  const changes: ComponentChange[] = [];
  for (const [component, one] of now) {
    const was = old.get(component);
    if (!was) changes.push({ component, type: 'new', what: `${statusOf(one)}, ${portedText(one)}` });
    else changes.push(...changeOf(component, was, one));
  }
  for (const [component, one] of old)
    if (!now.has(component)) changes.push({ component, type: 'gone', what: `was ${statusOf(one)}` });
  return changes.sort((a, b) => (a.component < b.component ? -1 : 1));
}

type Compared = ComparableReport['components'][number];

/** Worse is a lower status, a function that is ported no more, and a drift; what needs no port is neither. */
function changeOf(component: string, was: Compared, one: Compared): ComponentChange[] {
  const [statusBefore, status] = [statusOf(was), statusOf(one)];
  const drifts = Number(one.drifted ?? false) - Number(was.drifted ?? false);
  const told = [
    ...(status === statusBefore ? [] : [`${statusBefore} → ${status}`]),
    ...(portedText(was) === portedText(one) ? [] : [`${portedText(was)} → ${portedText(one)}`]),
    ...(drifts === 0 ? [] : [drifts > 0 ? 'has drifted' : 'has drifted no more']),
  ];
  if (told.length === 0) return [];
  const what = told.join('; ');
  const rank = status === 'excluded' || statusBefore === 'excluded' ? 0 : ranks[status] - ranks[statusBefore];
  // Functions that are gone, or need no port any more, take their ports with them.
  const lost = was.ported_functions - one.ported_functions - Math.max(0, was.functions - one.functions);
  if (rank < 0 || drifts > 0 || (lost > 0 && status !== 'excluded')) return [{ component, type: 'worse', what }];
  const isBetter = rank > 0 || drifts < 0 || one.ported_functions > was.ported_functions || status === 'excluded';
  return [{ component, type: isBetter ? 'better' : 'other', what }];
}

function portedText({ ported_functions, functions }: Compared): string {
  return `${ported_functions} of ${functions} functions`;
}

function statusOf({ rust_status, target_status }: Compared): ComponentStatus {
  return rust_status ?? target_status ?? 'pending';
}
