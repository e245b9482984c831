/** The columns of the table: what stands in them, and in which order they put components. */
import * as v from 'valibot';
import { coverage, portedOf, Risk } from '../../server/src/protocol/gap.ts';
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { number } from '../shared/text.ts';
import { day } from '../shared/words.ts';
import { linesLeft } from './filter.ts';
import { languageName, riskNames, statusNames } from './words.ts';

export const ColumnName = v.picklist([
  'component',
  'status',
  'language',
  'functions',
  'ported',
  'left',
  'risk',
  'responsible',
  'changed',
]);
export type ColumnName = v.InferOutput<typeof ColumnName>;

export interface Column {
  readonly title: string;
  readonly isNumber: boolean;
  readonly text: (row: GapReportRow) => string;
  /** What it is sorted by. */
  readonly key: (row: GapReportRow) => string | number;
}

/** What is to be done comes first. */
const statusOrder: Readonly<Record<GapReportRow['status'], number>> = {
  in_progress: 0,
  pending: 1,
  done: 2,
  excluded: 3,
};

export const columns: Readonly<Record<ColumnName, Column>> = {
  component: {
    title: 'Component',
    isNumber: false,
    text: ({ component }) => component,
    key: ({ component }) => component,
  },
  status: {
    title: 'Status',
    isNumber: false,
    text: ({ status, drifted }) => statusNames[status] + (drifted > 0 ? ', drifted' : ''),
    key: ({ status }) => statusOrder[status],
  },
  language: {
    title: 'Language',
    isNumber: false,
    text: ({ language }) => languageName(language),
    key: ({ language }) => languageName(language),
  },
  functions: {
    title: 'Functions',
    isNumber: true,
    text: ({ functions }) => number(functions),
    key: ({ functions }) => functions,
  },
  ported: {
    title: 'Ported',
    isNumber: true,
    // Of nothing, everything would be ported.
    text: (row) => (row.functions === 0 ? '–' : `${coverage(portedOf(row), row.functions)} %`),
    key: (row) => (row.functions === 0 ? -1 : portedOf(row) / row.functions),
  },
  left: {
    title: 'Lines left',
    isNumber: true,
    text: (row) => number(linesLeft(row)),
    key: linesLeft,
  },
  risk: {
    title: 'Risk',
    isNumber: false,
    text: ({ risk }) => riskNames[risk],
    key: ({ risk }) => Risk.options.indexOf(risk),
  },
  responsible: {
    title: 'Responsible',
    isNumber: false,
    text: ({ responsible }) => responsible ?? '',
    key: ({ responsible }) => responsible ?? '',
  },
  changed: {
    title: 'Changed',
    isNumber: false,
    text: ({ updatedAt }) => day(updatedAt),
    key: ({ updatedAt }) => updatedAt,
  },
};

export const Sorting = v.object({ by: ColumnName, isDescending: v.boolean() });
export type Sorting = v.InferOutput<typeof Sorting>;

/** The most that is left comes first. */
export const initialSorting: Sorting = { by: 'left', isDescending: true };

/** By another column, or the other way around: names begin with A, numbers and risks with the most. */
export function sortedBy(now: Sorting, by: ColumnName): Sorting {
  if (now.by === by) return { by, isDescending: !now.isDescending };
  return { by, isDescending: columns[by].isNumber || by === 'risk' || by === 'changed' };
}
