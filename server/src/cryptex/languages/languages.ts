/** The languages of the dictionary, one row each. */
import { c } from './c/c.ts';
import { cpp } from './cpp/cpp.ts';
import { isCpp } from './cpp/isCpp.ts';
import { javascript } from './javascript/javascript.ts';
import type { Language } from './language.ts';
import { powershell } from './powershell/powershell.ts';
import { python } from './python/python.ts';
import { rust } from './rust/rust.ts';
import { tsx, typescript } from './typescript/typescript.ts';
import { yara } from './yara/yara.ts';

const languages: readonly Language[] = [c, cpp, python, powershell, rust, typescript, tsx, javascript, yara];

const byExtension = new Map(languages.flatMap((language) => language.extensions.map((end) => [end, language])));

/** Of file names, in lower case, with the dot. */
export const sourceExtensions: ReadonlySet<string> = new Set(byExtension.keys());

/** By the end of the file's name, and of a header by its text, where that is given; undefined when no language takes the file. */
export function languageOf(path: string, text?: string): Language | undefined {
  const [extension = ''] = /\.[^./\\]*$/.exec(path.toLowerCase()) ?? [];
  return extension === '.h' && text !== undefined && isCpp(text) ? cpp : byExtension.get(extension);
}
