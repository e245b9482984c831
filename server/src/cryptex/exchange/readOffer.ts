/** Reads a file that is to be imported: our own JSON, the older JSON, or Markdown. */
import { readFile, stat } from 'node:fs/promises';
import * as v from 'valibot';
import { EngineError, messageOf } from '../../common/errors.ts';
import { ExtractedSymbol, type EntryField } from '../../protocol/cryptex.ts';
import type { Incoming, Offer } from './incoming.ts';
import { readMarkdown } from './markdown.ts';
import { readOlder } from './olderFormat.ts';
import { ExportedDictionary, ExportedEntry, formatName, formatVersion, type Written } from './ownFormat.ts';

/** In bytes; a dictionary of 100,000 entries has about half of it. */
export const largestImport = 192 * 1024 * 1024;

/** @throws {EngineError} `unreadable` with what is wrong with it */
export async function readOffer(path: string, largest = largestImport): Promise<Offer> {
  const unreadable = (what: string, cause?: unknown): EngineError =>
    new EngineError('unreadable', `${path} can't be imported: ${what}`, { cause });
  let text: string;
  try {
    const file = await stat(path);
    // What is no file may give no end of bytes, or none at all.
    if (!file.isFile()) throw unreadable('it is no regular file.');
    const { size } = file;
    if (size > largest) {
      const [has, allowed] = [size, largest].map((bytes) => Math.round(bytes / 1024 / 1024));
      throw unreadable(`it has ${has} MB, and at most ${allowed} MB are read. Import it in parts.`);
    }
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw error instanceof EngineError ? error : unreadable(messageOf(error), error);
  }
  if (/\.(?:md|markdown)$/i.test(path)) return readMarkdown(text);
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw unreadable(`it is no JSON (${messageOf(error)}). Markdown is known by the ending .md.`, error);
  }
  const object = v.safeParse(v.record(v.string(), v.unknown()), json);
  if (!object.success || Array.isArray(json)) throw unreadable('it is no object with "entries".');
  const { format, version } = object.output;
  if (format === undefined) {
    const offer = readOlder(object.output);
    if (typeof offer === 'string') throw unreadable(offer);
    return offer;
  }
  if (format === formatName && version !== formatVersion) {
    throw unreadable(`its version is ${JSON.stringify(version)}, and this program knows ${formatVersion}. Update it.`);
  }
  const parsed = v.safeParse(ExportedDictionary, json);
  if (!parsed.success) throw unreadable(issueText(parsed.issues[0]));
  return readOwn(parsed.output, object.output);
}

function readOwn(
  { files, entries }: v.InferOutput<typeof ExportedDictionary>,
  whole: Readonly<Record<string, unknown>>,
): Offer {
  const skipped: Offer['skipped'] = [];
  const unknownFields = new Set<string>();
  const found: Incoming[] = [];
  for (const [index, entry] of entries.entries()) {
    const parsed = v.safeParse(ExportedEntry, entry);
    if (!parsed.success) {
      skipped.push({ entry: `entries[${index}]`, reason: issueText(parsed.issues[0]) });
      continue;
    }
    const extra = unknownOf(entry, ExportedEntry.entries);
    for (const name of Object.keys(extra)) unknownFields.add(name);
    found.push(incomingOf(parsed.output, extra));
  }
  const extra = unknownOf(whole, ExportedDictionary.entries);
  for (const name of Object.keys(extra)) unknownFields.add(name);
  return { entries: found, files, extra, skipped, unknownFields };
}

function incomingOf(entry: ExportedEntry, extra: Record<string, unknown>): Incoming {
  const { codename, aliases, file, language, isGone, written, revision, history } = entry;
  const symbol = v.parse(ExtractedSymbol, entry);
  return {
    ...{ label: codename, codename, aliases, symbol: symbol.name, qualifiedName: symbol.qualifiedName },
    ...{ kind: symbol.kind, file, line: symbol.span.startLine, extra },
    written: new Map(Object.entries(written) as [EntryField, Written][]),
    made: { symbol, language, isGone: isGone === true, revision, history },
  };
}

function unknownOf(value: unknown, known: object): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([name]) => !Object.hasOwn(known, name)));
}

function issueText(issue: v.BaseIssue<unknown>): string {
  const place = v.getDotPath(issue);
  return place === null ? issue.message : `${place}: ${issue.message}`;
}
