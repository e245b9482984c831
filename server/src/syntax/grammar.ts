/** Loads our tree-sitter grammar, the one native piece of the syntax layer. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Parser from 'tree-sitter';

const require = createRequire(import.meta.url);

/** Beside the bundle in a package; where node-gyp leaves it in a checkout. */
const places = [
  join(import.meta.dirname, 'tree-sitter-yara.node'),
  join(import.meta.dirname, '../../../native/tree-sitter-yara/build/Release/tree_sitter_yara_binding.node'),
];

let loaded: Parser.Language | undefined;

/**
 * The YARA grammar for the `tree-sitter` package; loaded once a process.
 * @throws when the binding was not built, naming the command that builds it.
 */
export function yaraLanguage(): Parser.Language {
  if (loaded === undefined) {
    const place = places.find((path) => existsSync(path));
    if (place === undefined) {
      throw new Error(`The YARA grammar is not built: run "npm rebuild" (looked for ${places.join(' and ')}).`);
    }
    loaded = require(place) as Parser.Language;
  }
  return loaded;
}
