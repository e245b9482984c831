/** A language made ready: its grammar loaded, its queries read and compiled. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Parser, { Query } from 'tree-sitter';
import type { Language, LanguageQueries } from './language.ts';

export interface LoadedLanguage {
  readonly language: Language;
  readonly queries: LanguageQueries;
  readonly parse: (text: string) => Parser.Tree;
}

const loaded = new Map<Language, Promise<LoadedLanguage>>();

/** Once a process. @throws when the grammar or a query is missing or does not fit. */
export function loadLanguage(language: Language): Promise<LoadedLanguage> {
  let ready = loaded.get(language);
  if (!ready) loaded.set(language, (ready = load(language)));
  return ready;
}

async function load(language: Language): Promise<LoadedLanguage> {
  const grammar = language.grammar();
  const parser = new Parser();
  parser.setLanguage(grammar);
  const comments = (language.comments ?? ['comment']).map((type) => `(${type}) @comment`).join('\n');
  const [definitions, references, fingerprints] = await Promise.all([
    readQuery(language.queries ?? language.id, 'definitions'),
    readQuery(language.queries ?? language.id, 'references'),
    readQuery(language.queries ?? language.id, 'fingerprints'),
  ]);
  return {
    language,
    queries: {
      definitions: new Query(grammar, `${definitions}\n${comments}`),
      references: new Query(grammar, references),
      fingerprints: new Query(grammar, fingerprints),
    },
    // The whole text in one string is refused by the binding where it is long; chunks are not.
    parse: (text) => parser.parse((index) => text.slice(index, index + chunk), undefined, { bufferSize: chunk }),
  };
}

const chunk = 16 * 1024;

/** With what it inherits before it. */
async function readQuery(language: string, name: string): Promise<string> {
  // Beside the bundle in a package; in the folder of the language in a checkout.
  const places = [
    join(import.meta.dirname, 'queries', language, `${name}.scm`),
    join(import.meta.dirname, language, 'queries', `${name}.scm`),
  ];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) throw new Error(`The query ${name} of ${language} is missing (${places.join(' and ')}).`);
  const query = await readFile(place, 'utf8');
  const [, inherited] = /^; inherits: (\w+)/.exec(query) ?? [];
  return inherited === undefined ? query : `${await readQuery(inherited, name)}\n${query}`;
}
