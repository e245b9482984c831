/** Loads the grammars that npm packages carry, each by the compiled binding for this platform alone. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Parser from 'tree-sitter';
import * as v from 'valibot';

const require = createRequire(import.meta.url);

/** The packages that grammars come from; scripts/build.ts copies the bindings of these. */
export const grammarPackages = [
  'tree-sitter-c',
  'tree-sitter-cpp',
  'tree-sitter-python',
  'tree-sitter-powershell',
  'tree-sitter-rust',
  'tree-sitter-typescript',
  'tree-sitter-javascript',
] as const;
export type GrammarPackage = (typeof grammarPackages)[number];

/** The compiled binding of a package, relative to the folder that holds `node_modules`. */
export function bindingPath(name: GrammarPackage): string {
  return `node_modules/${name}/prebuilds/${process.platform}-${process.arch}/${name}.node`;
}

const Binding = v.object({ language: v.unknown() });

/**
 * The grammar of a package for the `tree-sitter` package; `part` is its name where the package has several.
 * @throws when there is no binding for this platform, or it is none.
 */
export function loadGrammar(name: GrammarPackage, part?: string): Parser.Language {
  const places = [
    // Beside the bundle in a package; where npm leaves it in a checkout.
    join(import.meta.dirname, 'grammars', `${name}.node`),
    join(import.meta.dirname, '../../../..', bindingPath(name)),
  ];
  const place = places.find((path) => existsSync(path));
  if (place === undefined) {
    throw new Error(`The grammar ${name} is not there for this platform (looked for ${places.join(' and ')}).`);
  }
  const loaded: unknown = require(place);
  const binding = part === undefined ? loaded : v.parse(v.record(v.string(), v.unknown()), loaded)[part];
  v.parse(Binding, binding);
  return binding as Parser.Language;
}
