/** What people may decide of the audit. */
import { EngineError } from '../common/errors.ts';
import type { GapChange, GapDecision, GapFunction } from '../protocol/gap.ts';
import type { SourceLanguage } from '../protocol/cryptex.ts';
import type { DictionaryRows, ListedEntry } from '../store/dictionaryRows.ts';
import type { AuditedComponent, GapRows } from '../store/gapRows.ts';
import { splitPlace } from './inventory.ts';

interface Subject extends AuditedComponent {
  /** Undefined for the component. */
  readonly fn: GapFunction | undefined;
}

export type NewDecision = Omit<GapDecision, 'id'>;

/** @throws {EngineError} `invalid` */
export async function decisionsFor(
  rows: GapRows,
  entries: DictionaryRows,
  changes: readonly GapChange[],
  { by, at, target }: { readonly by: string; readonly at: string; readonly target: SourceLanguage },
): Promise<NewDecision[]> {
  const made: NewDecision[] = [];
  for (const change of changes) {
    const subject = await subjectOf(rows, change.of);
    const { component } = subject.component;
    if (subject.fn && subject.component.language === 'yara')
      throw new EngineError('invalid', `${change.of} is a rule: the engines judge it.`);
    const isOwn = subject.component.paths.length === 1 && subject.component.paths[0] === component;
    const about = subject.fn ? place(subject.fn) : `${subject.component.paths[0] ?? ''}#`;
    const [entry] = await entriesAt(entries, about);
    const base = {
      ...{ component, subject: subject.fn ? place(subject.fn) : '', by, at, bodyHash: '' },
      // What is said of a group stays with its name.
      ...{ entry: subject.fn || isOwn ? (entry?.id ?? null) : null, portEntry: null },
    };
    switch (change.kind) {
      case 'status':
        if (subject.fn) throw new EngineError('invalid', 'A status is set for a component, not for a function.');
        if (change.status === 'excluded') throw new EngineError('invalid', 'To exclude a component, say why.');
        made.push({ ...base, kind: 'status', value: change.status });
        break;
      case 'responsible':
        made.push({ ...base, subject: '', kind: 'responsible', value: change.responsible.trim() });
        break;
      case 'exclude':
        if (change.reason.trim() === '') throw new EngineError('invalid', 'Say why it needs no port.');
        made.push({ ...base, kind: 'exclude', value: change.reason.trim() });
        break;
      case 'confirm':
      case 'reject':
        made.push(...(await aboutMatches(entries, subject, change, { base, target })));
        break;
      case 'undecided':
        made.push({ ...base, kind: 'undecided', value: '' });
        break;
    }
  }
  return made;
}

async function aboutMatches(
  entries: DictionaryRows,
  { component, functions, fn }: Subject,
  { kind, port, of }: GapChange & { readonly kind: 'confirm' | 'reject' },
  { base, target }: { readonly base: Omit<NewDecision, 'kind' | 'value'>; readonly target: SourceLanguage },
): Promise<NewDecision[]> {
  if (!fn && port !== undefined)
    throw new EngineError('invalid', `Name the function of ${component.component} that ${port} is the port of.`);
  const subjects = fn ? [fn] : functions.filter(({ match }) => match);
  const made: NewDecision[] = [];
  for (const subject of subjects) {
    const value = port ?? subject.match?.port;
    if (value === undefined) throw new EngineError('invalid', `${of} has no match: name its port.`);
    const there = (await entriesAt(entries, value)).find(
      (one) => one.language === target && (one.kind === 'function' || one.kind === 'method'),
    );
    if (port !== undefined && !there)
      throw new EngineError(
        'invalid',
        `There is no function ${port} in ${target}. A port is PATH#SYMBOL, with the classes of the symbol.`,
      );
    const [entry] = await entriesAt(entries, place(subject));
    const known = { bodyHash: entry?.body_hash ?? '', entry: entry?.id ?? null, portEntry: there?.id ?? null };
    made.push({ ...base, subject: place(subject), kind, value, ...known });
  }
  if (made.length === 0) throw new EngineError('invalid', `Nothing of ${of} has a match.`);
  return made;
}

/** Of the file as a whole where the symbol is empty. */
async function entriesAt(rows: DictionaryRows, at: string): Promise<ListedEntry[]> {
  const { file: path, symbol } = splitPlace(at);
  return await rows.list({
    where: (eb) =>
      eb.and([
        eb('dictionary_files.path', '=', path),
        symbol === ''
          ? eb('dictionary_entries.position', '=', 0)
          : eb('dictionary_entries.qualified_name', '=', symbol),
        eb('dictionary_entries.state', '=', 'present'),
      ]),
    order: 'place',
  });
}

/** @throws {EngineError} `invalid` when nothing, or several things, go by the name */
export async function subjectOf(rows: GapRows, name: string): Promise<Subject> {
  const of = name.replaceAll('\\', '/').replace(/^\.\//, '');
  const whole = await rows.component(of);
  if (whole) return { ...whole, fn: undefined };
  const all = await rows.audited();
  const named = all.flatMap((one) =>
    one.functions
      .filter((fn) => place(fn) === of || fn.codename.toLowerCase() === name.toLowerCase())
      .map((fn) => ({ ...one, fn })),
  );
  const found =
    named.length > 0
      ? named
      : all.filter(({ component }) => component.paths.includes(of)).map((one) => ({ ...one, fn: undefined }));
  const [first, ...others] = found;
  if (!first) throw new EngineError('invalid', `The last audit has no component or function ${of}.`);
  if (others.length > 0) throw new EngineError('invalid', `${of} names several functions: name it as PATH#SYMBOL.`);
  return first;
}

function place({ file, symbol }: GapFunction): string {
  return `${file}#${symbol}`;
}
