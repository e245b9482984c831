/** What a source file defines, from its syntax tree. */
import { hash } from 'node:crypto';
import { basename } from 'node:path';
import type { Tree } from 'tree-sitter';
import type { ExtractedFile, ExtractedSymbol } from '../../protocol/cryptex.ts';
import type { Fingerprint } from '../fingerprint.ts';
import type { FoundCommandLine, FoundDefinition } from '../languages/language.ts';
import { languageOf } from '../languages/languages.ts';
import { loadLanguage, type LoadedLanguage } from '../languages/loadLanguage.ts';
import { outlineOf } from '../pseudocode/outline.ts';
import { linesOf, renderSteps } from '../pseudocode/render.ts';
import type { Step } from '../pseudocode/steps.ts';
import { summaryOf } from '../summary/summary.ts';
import { toldApart } from '../summary/tellApart.ts';
import { decodeSource } from './decode.ts';
import { findDefinitions, trimmedEnd, type Definition } from './findDefinitions.ts';
import { findFingerprints, fingerprintOf, isGenerated, type FileTraits } from './findFingerprints.ts';
import { findReferences, type FileReferences } from './findReferences.ts';
import { parameterCount } from './parameterCount.ts';
import { SourceText, type TextRange } from './sourceText.ts';
import { syntaxErrorsOf } from './syntaxErrors.ts';

/** What a source file gives. */
export interface ExtractedSource extends ExtractedFile {
  /** One a symbol, in their order. */
  readonly fingerprints: readonly Fingerprint[];
}

/**
 * Undefined when no language takes the file. `path` is relative to the code base, with `/`; it decides the
 * language, of a header together with the text. What can't be parsed is told in `syntaxErrors`, and what is around it is found.
 * @throws when the grammar can't be loaded
 */
export async function extractSource(path: string, bytes: Uint8Array): Promise<ExtractedSource | undefined> {
  const text = decodeSource(bytes);
  const language = languageOf(path, text);
  return language && new Extraction(await loadLanguage(language), path, text).file();
}

const none = fingerprintOf({ strings: [], numbers: [], bound: [], ports: [] }, [], undefined);

class Extraction {
  readonly #loaded: LoadedLanguage;
  readonly #path: string;
  readonly #tree: Tree;
  readonly #source: SourceText;
  readonly #definitions: readonly Definition[];
  readonly #references: FileReferences;
  readonly #traits: FileTraits;

  constructor(loaded: LoadedLanguage, path: string, text: string) {
    this.#loaded = loaded;
    this.#path = path;
    this.#tree = loaded.parse(loaded.language.legible?.(text) ?? text);
    const { definitions, comments } = findDefinitions(loaded, this.#tree, text);
    this.#definitions = definitions;
    this.#source = new SourceText(text, comments);
    this.#references = findReferences(loaded, this.#tree, this.#source, definitions);
    this.#traits = findFingerprints(loaded, this.#tree, this.#source, definitions);
  }

  file(): ExtractedSource {
    const { language } = this.#loaded;
    const root = this.#tree.rootNode;
    const { text } = this.#source;
    const lines = language.commandLinesOf?.(root, text, this.#path) ?? [];
    const symbols = [
      ...this.#definitions.map((definition) => this.#withFingerprint(definition)),
      ...lines.map((line) => ({
        ...{ at: line.node.startIndex, symbol: this.#commandLine(line), fingerprint: none },
      })),
    ].sort((a, b) => a.at - b.at);
    const module = this.#module();
    return {
      language: language.id,
      lines: this.#source.lines,
      symbols: [module, ...withOwnSummaries(symbols.map(({ symbol }) => symbol))],
      fingerprints: [
        {
          ...fingerprintOf(this.#traits.module, module.references, undefined),
          isGenerated: isGenerated(this.#source.text),
        },
        ...symbols.map(({ fingerprint }) => fingerprint),
      ],
      syntaxErrors: syntaxErrorsOf(this.#tree).map((error) => this.#source.spanOf(error)),
    };
  }

  #withFingerprint(definition: Definition) {
    const symbol = this.#symbol(definition);
    const { kind, signature, references } = symbol;
    const isFunction = kind === 'function' || kind === 'method' || kind === 'macro';
    const parameters = isFunction ? parameterCount(signature) : undefined;
    const fingerprint = fingerprintOf(this.#traits.of(definition), references, parameters);
    return { at: definition.extent.startIndex, symbol, fingerprint };
  }

  #symbol(definition: Definition): ExtractedSymbol {
    const { language } = this.#loaded;
    const { text } = this.#source;
    const { found, name, qualifiedName, extent } = definition;
    const doc = language.docOf(found, text);
    const variant = language.variantOf?.(found, text);
    const end = found.body?.startIndex ?? extent.endIndex;
    const head = { startIndex: extent.startIndex, endIndex: end };
    const steps = this.#steps(found);
    const laidOut = language.pseudocodeOf?.(found, text);
    return {
      ...{ kind: found.kind, name, qualifiedName },
      span: this.#source.spanOf(extent),
      ...(doc && { docSpan: this.#source.spanOf(doc) }),
      signature: language.signatureOf?.(found, text) ?? oneLine(this.#source.withoutComments(head)),
      visibility: language.visibilityOf(found, text),
      ...(variant !== undefined && { variant }),
      summary: summaryOf({ found, name, doc: doc?.text, steps, text, ...(laidOut !== undefined && { laidOut }) }),
      pseudocode: laidOut ?? renderSteps(steps, linesOf(found)),
      references: [...this.#references.of(definition)],
      bodyHash: this.#hash(extent, name),
    };
  }

  #steps(found: FoundDefinition): readonly Step[] {
    const { notation } = this.#loaded.language;
    return notation ? outlineOf(found, notation, this.#source.text) : [];
  }

  #module(): ExtractedSymbol {
    const { language } = this.#loaded;
    const { text } = this.#source;
    const root = this.#tree.rootNode;
    const { kind, doc } = language.moduleOf?.(root, text, this.#path) ?? { kind: 'module', doc: undefined };
    const found: FoundDefinition = { kind, node: root, nameNode: undefined, body: undefined, outer: [] };
    const whole = { startIndex: 0, endIndex: trimmedEnd(text, 0, text.length) };
    const name = basename(this.#path);
    const steps = this.#steps(found);
    const inside = this.#definitions.filter((each) => each.found.outer.length === 0).map((each) => each.name);
    return {
      ...{ kind, name, qualifiedName: name, signature: name, visibility: 'public' },
      span: this.#source.spanOf(whole),
      ...(doc && { docSpan: this.#source.spanOf(doc) }),
      summary: summaryOf({ found, name, doc: doc?.text, steps, text, inside }),
      pseudocode: renderSteps(steps, linesOf(found)),
      references: [...this.#references.module],
      bodyHash: this.#hash(whole, undefined),
    };
  }

  #commandLine({ name, node, description, options }: FoundCommandLine): ExtractedSymbol {
    const { text } = this.#source;
    const found: FoundDefinition = { kind: 'cli', node, nameNode: undefined, body: undefined, outer: [] };
    const extent = { startIndex: node.startIndex, endIndex: trimmedEnd(text, node.startIndex, node.endIndex) };
    const usage = options.map(({ names, takesValue }) => `[${names.join('|')}${takesValue ? ' VALUE' : ''}]`);
    return {
      ...{ kind: 'cli', name, qualifiedName: name, visibility: 'public' },
      span: this.#source.spanOf(extent),
      signature: [name, ...usage].join(' '),
      summary: summaryOf({ found, name, doc: description, steps: [], text, options }),
      pseudocode: '',
      references: [],
      options: [...options],
      bodyHash: this.#hash(extent, undefined),
    };
  }

  /** Renaming does not change it; comments and space do not either. */
  #hash(extent: TextRange, name: string | undefined): string {
    const bare = this.#source.withoutComments(extent).replace(/\s+/g, ' ');
    const at = name === undefined ? -1 : bare.indexOf(name);
    const text = name === undefined || at === -1 ? bare : bare.slice(0, at) + bare.slice(at + name.length);
    return hash('sha256', text).slice(0, 32);
  }
}

/** Summaries that are derived from similar bodies tell what sets these apart. */
function withOwnSummaries(symbols: readonly ExtractedSymbol[]): ExtractedSymbol[] {
  const told = toldApart(symbols);
  return symbols.map((symbol, index) => {
    const text = told[index] ?? symbol.summary.text;
    return text === symbol.summary.text ? symbol : { ...symbol, summary: { ...symbol.summary, text } };
  });
}

/** Without line continuations, and without what leads over to the body. */
function oneLine(head: string): string {
  return head
    .replace(/\\\r?\n/g, ' ')
    .replace(/\s+/g, ' ')
    .replace(/(?<=[([]) | (?=[)\],;])/g, '')
    .replace(/[\s:=]+$/, '')
    .trim();
}
