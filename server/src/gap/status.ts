/** What the audit says of a component, from what was found of its functions. */
import {
  type ComponentStatus,
  type Evidence,
  type GapComponent,
  type GapFunction,
  type GapMatch,
  type Risk,
} from '../protocol/gap.ts';
import type { ComponentFiles } from './components.ts';
import { placeOf, splitPlace, type SourceFunction } from './inventory.ts';
import type { Said } from './knowledge.ts';
import type { FilePair } from './matching/fileAffinity.ts';
import type { FoundMatch } from './matching/match.ts';

export interface FunctionFacts {
  readonly fn: SourceFunction;
  readonly said: Said | undefined;
  readonly found: FoundMatch | undefined;
  /** Where the target calls it through FFI, in words. */
  readonly bound: string | undefined;
  readonly rejected: ReadonlySet<string>;
  /** From which score on a match counts without a person's word. */
  readonly threshold: number;
}

export function judgeFunction({ fn, said, found, bound, rejected, threshold }: FunctionFacts): GapFunction {
  const { symbol, file, codename, line, lines } = fn;
  const known = { symbol, file, codename, line, lines, rejected: [...rejected].sort(), isDrifted: false };
  if (said?.port === undefined && said) {
    return { ...known, state: 'excluded', saidBy: said.by, ...(said.note !== undefined && { note: said.note }) };
  }
  if (said?.port !== undefined) {
    const isDrifted = said.bodyHash !== undefined && said.bodyHash !== fn.bodyHash;
    const note = said.target ? said.note : `${said.port} is not there`;
    return {
      ...{ ...known, isDrifted, state: said.target ? 'ported' : 'missing', saidBy: said.by },
      match: saidMatch(said, said.port, found),
      ...(note !== undefined && { note }),
    };
  }
  if (bound !== undefined) return { ...known, state: 'bound', note: bound };
  if (!found) return { ...known, state: 'missing' };
  return { ...known, state: found.score >= threshold ? 'ported' : 'candidate', match: matchOf(found) };
}

function saidMatch({ kind, by, target }: Said, port: string, found: FoundMatch | undefined): GapMatch {
  const reason = kind === 'person' ? `confirmed by ${by}` : `${by} says so`;
  const evidence: Evidence[] = [{ kind, reason, weight: 1 }];
  if (found && found.target === target) evidence.push(...found.evidence);
  return { port, score: 1, evidence, ...(target && { line: target.line, codename: target.codename }) };
}

function matchOf({ target, score, evidence }: FoundMatch): GapMatch {
  const { line, codename } = target;
  return { port: placeOf(target), line, codename, score, evidence: [...evidence] };
}

export interface ComponentFacts {
  readonly files: ComponentFiles;
  readonly functions: readonly GapFunction[];
  /** Files of the target that seem to be the port by their names or functions, the likeliest first. */
  readonly near: readonly FilePair[];
  readonly status: { readonly status: ComponentStatus; readonly by: string } | undefined;
  readonly excluded: { readonly reason: string; readonly by: string } | undefined;
  readonly responsible: string | undefined;
  readonly updatedAt: string;
}

export function judgeComponent(facts: ComponentFacts): GapComponent {
  const { files, functions, near, status: set, excluded, responsible, updatedAt } = facts;
  const { mapped } = files;
  const counted = functions.filter(({ state }) => state !== 'excluded');
  const of = (state: GapFunction['state']): readonly GapFunction[] => counted.filter((fn) => fn.state === state);
  const [ported, candidates, bound] = [of('ported'), of('candidate'), of('bound')];
  const drifted = functions.filter(({ isDrifted }) => isDrifted).length;
  const lines = linesOf(counted);
  const portedLines = linesOf(ported);
  const hasErrors = files.files.some((file) => file.hasErrors);
  // A file of that name which only calls the old one is no port of it.
  const isBound = bound.length > 0 && bound.length === counted.length;
  const ports = portsOf(mapped?.ports ?? [], [...ported, ...candidates], isBound ? [] : near);
  const isThere = (port: string): boolean =>
    /^\w+:\/\//.test(port) ||
    near.some(({ target }) => target === port || target.startsWith(port.replace(/\/?$/, '/')));
  const found: ComponentStatus =
    excluded || counted.length === 0
      ? 'excluded'
      : ported.length === counted.length
        ? 'done'
        : ported.length + candidates.length > 0 || ports.some(isThere)
          ? 'in_progress'
          : 'pending';
  const status = set?.status ?? found;
  const note =
    excluded?.reason ?? mapped?.note ?? (counted.length === 0 ? 'no function of it needs a port' : undefined);
  const languages = new Set(files.files.map(({ language }) => language));
  const [language = 'mixed'] = languages.size === 1 ? languages : [];
  return {
    ...{ component: files.name, language, paths: files.files.map(({ path }) => path), status },
    ...(set && { statusBy: set.by }),
    ...(note !== undefined && note !== '' && { note }),
    ...(responsible !== undefined && { responsible }),
    ...{ ports, functions: counted.length, ported: ported.length, candidates: candidates.length, bound: bound.length },
    ...{ drifted, lines, portedLines, syntaxErrors: hasErrors },
    risk:
      status === 'excluded' || status === 'done'
        ? drifted > 0
          ? 'medium'
          : 'low'
        : riskOf(lines - portedLines, [drifted > 0, bound.length > 0, hasErrors]),
    evidence: evidenceOf(facts, { ported, candidates, bound, missing: of('missing'), drifted, ports, hasErrors }),
    linked: counted.map(({ codename }) => codename),
    updatedAt,
  };
}

function evidenceOf(
  { files: { mapped }, near, status, excluded }: ComponentFacts,
  found: {
    readonly ported: readonly GapFunction[];
    readonly candidates: readonly GapFunction[];
    readonly bound: readonly GapFunction[];
    readonly missing: readonly GapFunction[];
    readonly drifted: number;
    readonly ports: readonly string[];
    readonly hasErrors: boolean;
  },
): string[] {
  const said: string[] = [];
  if (excluded) said.push(`excluded by ${excluded.by}`);
  if (status) said.push(`${status.by} has set the status ${status.status}`);
  const confirmed = found.ported.filter(({ match }) => match?.evidence.some(({ kind }) => kind === 'person')).length;
  if (found.ported.length > 0) {
    const how =
      confirmed === found.ported.length ? ', all confirmed' : confirmed > 0 ? `, ${confirmed} of them confirmed` : '';
    said.push(`${counted(found.ported.length, 'function')} ported${how}`);
  }
  if (found.candidates.length > 0) said.push(`${counted(found.candidates.length, 'function')} with an uncertain port`);
  if (found.bound.length > 0) said.push(`${counted(found.bound.length, 'function')} called through FFI`);
  if (found.missing.length > 0) said.push(`${counted(found.missing.length, 'function')} without a port`);
  if (found.drifted > 0) said.push(`${counted(found.drifted, 'function')} changed since the port was confirmed`);
  const [best] = near;
  if (mapped && mapped.ports.length > 0) said.push(`the map has its port in ${mapped.ports.join(', ')}`);
  else if (best && found.ports.includes(best.target)) said.push(`belongs together: ${best.reason}`);
  if (found.hasErrors) said.push('parts of it could not be parsed');
  return said;
}

/** The map's word; else the files that most of the ports are in; else one that is surely meant by its name. */
function portsOf(mapped: readonly string[], matched: readonly GapFunction[], near: readonly FilePair[]): string[] {
  if (mapped.length > 0) return [...mapped];
  const weights = new Map<string, number>();
  for (const { match, lines } of matched) {
    const path = match && splitPlace(match.port).file;
    if (match && path !== undefined) weights.set(path, (weights.get(path) ?? 0) + match.score * Math.sqrt(lines));
  }
  for (const { target, affinity } of near) {
    const weight = weights.get(target);
    if (weight !== undefined) weights.set(target, weight * (1 + affinity));
    else if (affinity >= certainByName) weights.set(target, affinity);
  }
  const all = [...weights].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const most = all[0]?.[1] ?? 0;
  return all
    .filter(([, weight]) => weight >= most / 4)
    .slice(0, 3)
    .map(([path]) => path);
}

const certainByName = 0.75;

const mediumLines = 100;
const highLines = 500;
const risks: readonly Risk[] = ['low', 'medium', 'high'];

/** By the lines that are left; one step more where one of the signs is there: drifted, called through FFI, not parsed. */
function riskOf(linesLeft: number, signs: readonly boolean[]): Risk {
  const step = (linesLeft >= highLines ? 2 : linesLeft >= mediumLines ? 1 : 0) + Number(signs.some(Boolean));
  return risks[Math.min(step, 2)] ?? 'high';
}

function linesOf(functions: readonly GapFunction[]): number {
  return functions.reduce((sum, { lines }) => sum + lines, 0);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
