/** Turns what libyara said of one compile into diagnostics: placed, coded, without what only repeats or follows. */
import type { EngineMessage } from '../../protocol/compileJob.ts';
import type { Item } from '../../syntax/outline.ts';
import type { YaraDocument } from '../../syntax/yaraDocument.ts';
import type { Diagnostic } from '../diagnostics.ts';
import { classify, type MessageKind } from './messages.ts';
import { itemOfLine, place } from './place.ts';

/** A message with what is known of it. */
interface Finding {
  readonly message: EngineMessage;
  readonly kind: MessageKind;
  readonly groups: readonly string[];
  readonly document: YaraDocument | undefined;
  readonly item: Item | undefined;
}

export interface FindingsOptions {
  /** The file's text as libyara saw it; undefined where it can't be had. */
  readonly documentOf: (path: string) => YaraDocument | undefined;
  /** Ranges of the tree's own errors in a file, in the order of the text. */
  readonly syntaxErrorsOf: (path: string) => readonly Diagnostic[];
  /** Everything, on the very lines that libyara gives: for comparing with `yarac`. */
  readonly all: boolean;
}

/** Diagnostics by the path of their file. */
export function findings(messages: readonly EngineMessage[], options: FindingsOptions): Map<string, Diagnostic[]> {
  const byPath = new Map<string, Diagnostic[]>();
  for (const finding of options.all ? understood(messages, options) : shown(messages, options)) {
    const { message, kind, groups, document } = finding;
    const range = document
      ? place(document, {
          line: message.line,
          rule: message.rule,
          subject: kind.subject(groups),
          exactLine: options.all,
        })
      : lineOnly(message.line);
    const diagnostic: Diagnostic = {
      range,
      severity: message.level,
      code: kind.code,
      message: message.text,
      source: 'libyara',
      ...(groups[0] === undefined ? {} : { subject: groups[0] }),
    };
    const of = byPath.get(message.path);
    if (of) {
      of.push(diagnostic);
    } else {
      byPath.set(message.path, [diagnostic]);
    }
  }
  return byPath;
}

function understood(messages: readonly EngineMessage[], { documentOf }: FindingsOptions): Finding[] {
  return messages.map((message) => {
    const document = documentOf(message.path);
    return {
      message,
      ...classify(message.text),
      document,
      item: document && itemOfLine(document, message.line, message.rule),
    };
  });
}

function shown(messages: readonly EngineMessage[], options: FindingsOptions): Finding[] {
  const failed = new Failures();
  return understood(messages, options).filter((finding) => {
    if (finding.message.level === 'warning') {
      return true;
    }
    const follows = failed.explain(finding);
    failed.note(finding);
    return !follows && !(finding.kind.syntactic && isToldByTree(finding, options));
  });
}

/** What libyara says of the members of a module that it does not know. */
const ofMembers = new Set(['unknown-field', 'not-a-structure', 'not-indexable', 'not-a-function', 'wrong-arguments']);

/** What has gone wrong so far in a compile, and what that makes of a later message. */
class Failures {
  readonly #rules = new Set<string>();
  readonly #modules = new Set<string>();
  readonly #items = new Set<Item>();
  #include = false;

  /** Whether the message only says what follows from an earlier one. */
  explain({ kind, groups, document, item, message }: Finding): boolean {
    const name = groups[0] ?? '';
    if (kind.code === 'undefined-identifier') {
      // A rule that did not compile does not exist, nor do the names of a module or a file that could not be read.
      return this.#include || this.#modules.has(name) || this.#isFailedRule(name);
    }
    if (ofMembers.has(kind.code) && document && this.#isOfFailedModule(lineOf(document, message.line))) {
      return true;
    }
    // libyara goes on at the next rule; until then it is lost, and says so.
    return kind.syntactic === true && item !== undefined && this.#items.has(item);
  }

  note({ kind, groups, document, item, message }: Finding): void {
    if (kind.code === 'unknown-module' || kind.code === 'invalid-module-name') {
      if (/^\w+$/.test(groups[0] ?? '')) {
        this.#modules.add(groups[0] ?? '');
      }
    }
    this.#include ||= kind.code.startsWith('include-');
    const rule = (item && document?.outline.ruleName(item)) ?? message.rule;
    if (rule !== undefined) {
      this.#rules.add(rule);
    }
    if (item) {
      this.#items.add(item);
    }
  }

  #isOfFailedModule(line: string): boolean {
    return [...this.#modules].some((name) => new RegExp(`\\b${name}\\s*\\.`).test(line));
  }

  #isFailedRule(name: string): boolean {
    return name.endsWith('*')
      ? [...this.#rules].some((rule) => rule.startsWith(name.slice(0, -1)))
      : this.#rules.has(name);
  }
}

/** libyara notices some errors only in the rule that follows, where it is at a loss for the end of the one before. */
function isToldByTree({ document, item, message }: Finding, { syntaxErrorsOf }: FindingsOptions): boolean {
  if (!document) {
    return false;
  }
  const errors = syntaxErrorsOf(message.path);
  const { outline } = document;
  const previous = item && outline.items[outline.indexAt(item.startIndex) - 1];
  const from = document.positionAt(previous?.startIndex ?? item?.startIndex ?? 0).line;
  const to = document.positionAt(Math.max(item?.endIndex ?? 0, document.startOfTreeLine(message.line))).line;
  return errors.some(({ range }) => range.start.line >= from && range.start.line <= to);
}

function lineOnly(line: number): Diagnostic['range'] {
  const position = { line: Math.max(0, line - 1), character: 0 };
  return { start: position, end: position };
}

/** The text of a line, by libyara's count. */
function lineOf(document: YaraDocument, line: number): string {
  return document.text.slice(document.startOfTreeLine(line - 1), document.startOfTreeLine(line));
}
