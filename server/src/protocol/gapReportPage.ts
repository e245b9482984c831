/** Messages between the extension and the page of the gap report. Both sides check what arrives. */
import * as v from 'valibot';
import { GapComponent, GapRun } from './gap.ts';

/** A component without what the page has no use for: there may be many, with many codenames each. */
export const GapReportRow = v.omit(GapComponent, ['linked']);
export type GapReportRow = v.InferOutput<typeof GapReportRow>;

export const ToGapReport = v.variant('type', [
  /** All there is; without runs there has been no audit. */
  v.object({ type: v.literal('report'), components: v.array(GapReportRow), runs: v.array(GapRun) }),
  v.object({ type: v.literal('failed'), reason: v.string() }),
  v.object({ type: v.literal('auditing'), isRunning: v.boolean() }),
]);
export type ToGapReport = v.InferOutput<typeof ToGapReport>;

export const FromGapReport = v.variant('type', [
  /** The page has nothing yet, or wants to try again. */
  v.object({ type: v.literal('ready') }),
  v.object({ type: v.literal('audit') }),
  /** `component` is the name of one that the page was told of. */
  v.object({ type: v.literal('reveal'), component: v.string() }),
  v.object({ type: v.literal('open-source'), component: v.string() }),
  v.object({ type: v.literal('open-port'), component: v.string() }),
]);
export type FromGapReport = v.InferOutput<typeof FromGapReport>;
