/** Which components the table lists: what a person typed, and what the number that they chose stands for. */
import * as v from 'valibot';
import {
  ComponentLanguage,
  ComponentStatus,
  folderOf,
  portedLinesOf,
  portedOf,
  Risk,
} from '../../server/src/protocol/gap.ts';
import type { GapReportRow } from '../../server/src/protocol/gapReportPage.ts';
import { folderName, languageName, responsibleName, riskNames, statusNames } from './words.ts';

const Sign = v.picklist(['counted', 'ported', 'left', 'bound', 'drifted']);
type Sign = v.InferOutput<typeof Sign>;

export const Filter = v.object({
  /** Words that the component or the responsible has to have. */
  text: v.string(),
  status: v.optional(ComponentStatus),
  language: v.optional(ComponentLanguage),
  folder: v.optional(v.string()),
  /** Empty for nobody. */
  responsible: v.optional(v.string()),
  risk: v.optional(Risk),
  sign: v.optional(Sign),
  component: v.optional(v.string()),
});
export type Filter = v.InferOutput<typeof Filter>;
/** What is chosen by a click. */
export type Facets = Omit<Filter, 'text'>;

/** What a number counts: nothing of an excluded component but that it has drifted. */
const signs: Readonly<Record<Sign, { readonly name: string; readonly has: (row: GapReportRow) => boolean }>> = {
  counted: { name: 'Not excluded', has: ({ status }) => status !== 'excluded' },
  ported: { name: 'Has something ported', has: (row) => row.status !== 'excluded' && portedOf(row) > 0 },
  left: { name: 'Has something left', has: (row) => row.status !== 'excluded' && linesLeft(row) > 0 },
  bound: { name: 'Called through FFI', has: ({ status, bound }) => status !== 'excluded' && bound > 0 },
  drifted: { name: 'Drifted', has: ({ drifted }) => drifted > 0 },
};

/** Of the source, without a port. */
export function linesLeft(row: Pick<GapReportRow, 'status' | 'lines' | 'portedLines'>): number {
  return row.status === 'excluded' ? 0 : row.lines - portedLinesOf(row);
}

/** Whether the facets let it through; the text is compared by who keeps the rows. */
export function hasFacets(row: GapReportRow, facets: Facets): boolean {
  const { status, language, folder, responsible, risk, sign, component } = facets;
  return (
    (status === undefined || row.status === status) &&
    (language === undefined || row.language === language) &&
    (folder === undefined || folderOf(row) === folder) &&
    (responsible === undefined || (row.responsible ?? '') === responsible) &&
    (risk === undefined || row.risk === risk) &&
    (sign === undefined || signs[sign].has(row)) &&
    (component === undefined || row.component === component)
  );
}

export interface Chip {
  readonly facet: keyof Facets;
  readonly text: string;
}

/** What the filter is besides the text, a chip for each part. */
export function chipsOf({ status, language, folder, responsible, risk, sign, component }: Facets): Chip[] {
  const chips: Chip[] = [];
  if (status !== undefined) chips.push({ facet: 'status', text: `Status: ${statusNames[status]}` });
  if (sign !== undefined) chips.push({ facet: 'sign', text: signs[sign].name });
  if (risk !== undefined) chips.push({ facet: 'risk', text: `Risk: ${riskNames[risk]}` });
  if (language !== undefined) chips.push({ facet: 'language', text: `Language: ${languageName(language)}` });
  if (folder !== undefined) chips.push({ facet: 'folder', text: `Folder: ${folderName(folder)}` });
  if (responsible !== undefined)
    chips.push({ facet: 'responsible', text: `Responsible: ${responsibleName(responsible)}` });
  if (component !== undefined) chips.push({ facet: 'component', text: `Component: ${component}` });
  return chips;
}

export function without(filter: Filter, facet: keyof Facets): Filter {
  return { ...filter, [facet]: undefined };
}
