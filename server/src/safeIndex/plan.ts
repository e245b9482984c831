/** Takes an index apart into what stays as it is and what could be left out, following nested indexes. */
import { dirname } from 'node:path';
import { EngineError, messageOf } from '../common/errors.ts';
import type { LeftOut } from '../protocol/safeIndex.ts';
import type { Item } from '../syntax/outline.ts';
import { largestParsed } from '../workspace/fileSystem.ts';
import { decodedPath, findInclude } from './includePath.ts';
import { isUnclosed, RuleFile, type Facts } from './ruleFiles.ts';

/** Why a unit is left out: the part of {@link LeftOut} that is not known from the unit. */
export type Reason = Pick<LeftOut, 'code' | 'message' | 'rule' | 'module' | 'other'> & {
  /** Said of the text alone: whatever else is in the index, it stays true. */
  readonly final: boolean;
};

/** What can be left out by itself: an included file, or a part of an index that is no include. */
export interface Unit {
  readonly type: 'unit';
  readonly kind: LeftOut['kind'];
  readonly path: string;
  readonly name: string;
  readonly index: string;
  /** 1-based, in `index`. */
  readonly line: number;
  /** As it stands in the index; see `binaryText`. */
  readonly text: string;
  readonly facts: () => Facts;
  /** Of an include: the file, where there is one, and whether libyara finds it without help. */
  readonly file: RuleFile | undefined;
  readonly direct: boolean;
  /** The same file, included further up. */
  readonly before: Unit | NestedIndex | undefined;
  /** What decided before any compile. */
  readonly reason: Reason | undefined;
}

export interface NestedIndex {
  readonly type: 'nested';
  readonly path: string;
  /** The index that includes it. */
  readonly index: string;
  readonly line: number;
  readonly text: string;
  readonly direct: boolean;
  readonly parts: readonly Part[];
}

/** In the order of the text; strings are what stays between units: comments and space. */
export type Part = string | Unit | NestedIndex;

export interface Plan {
  readonly parts: readonly Part[];
  /** All units, nested ones too, in the order in which libyara meets them. */
  readonly units: readonly Unit[];
  /** All files that were read, the index first. */
  readonly files: readonly RuleFile[];
}

export interface PlanOptions {
  readonly includeDirectories: readonly string[];
  readonly signal: AbortSignal;
}

/** So many includes can only be the work of an adversary. */
const maxUnits = 100_000;

/** @throws {EngineError} `unreadable` where the index can't be read or is too large to take apart; `cancelled` */
export async function planIndex(path: string, options: PlanOptions): Promise<Plan> {
  const index = await RuleFile.read(path).catch((error: unknown) => {
    throw new EngineError('unreadable', `${path} can't be read: ${messageOf(error)}`, { cause: error });
  });
  if (!index) throw new EngineError('unreadable', `${path} is not a file.`);
  if (index.bytes.length > largestParsed) {
    const limit = `${largestParsed / 1024 / 1024} MB`;
    throw new EngineError('unreadable', `${path} is larger than ${limit}: that is no index.`);
  }
  return await new Planner(index, options).plan();
}

class Planner {
  readonly #options: PlanOptions;
  readonly #root: RuleFile;
  readonly #files = new Map<string, RuleFile>();
  readonly #seen = new Map<string, Unit | NestedIndex>();
  readonly #units: Unit[] = [];
  /** The indexes that are being taken apart, from the outermost to the innermost. */
  readonly #open: string[] = [];

  constructor(root: RuleFile, options: PlanOptions) {
    this.#root = root;
    this.#options = options;
    this.#files.set(root.path, root);
  }

  async plan(): Promise<Plan> {
    const parts = await this.#partsOf(this.#root);
    return { parts, units: this.#units, files: [...this.#files.values()] };
  }

  async #partsOf(index: RuleFile): Promise<Part[]> {
    this.#open.push(index.path);
    const { text, outline } = index.document();
    const parts: Part[] = [];
    let end = 0;
    let line = 1;
    for (const item of outline.items) {
      if (this.#options.signal.aborted) throw new EngineError('cancelled', `Cancelled reading ${index.path}.`);
      const itemText = text.slice(item.startIndex, item.endIndex);
      if (item.kind === 'comment' && !isUnclosed(itemText)) continue;
      const between = text.slice(end, item.startIndex);
      parts.push(between);
      line += newlines(between);
      const at = { index: index.path, line, text: itemText };
      const target = outline.target(item);
      parts.push(
        item.kind === 'include' && !item.hasError
          ? await this.#include(target, at)
          : this.#own(item, outline.ruleName(item) ?? target, at),
      );
      line += newlines(itemText);
      end = item.endIndex;
    }
    parts.push(text.slice(end));
    this.#open.pop();
    return parts;
  }

  /** What an index has of its own. */
  #own(item: Item, name: string, at: Pick<Unit, 'index' | 'line' | 'text'>): Unit {
    const kind = item.kind === 'rule' || item.kind === 'import' ? item.kind : 'text';
    const facts: Facts = {
      rules: kind === 'rule' ? [name] : [],
      imports: kind === 'import' ? [name] : [],
      doubtful: item.hasError || kind === 'text',
    };
    const reason = isUnclosed(at.text) ? unclosedComment : undefined;
    return this.#add({
      type: 'unit',
      kind,
      path: at.index,
      name: kind === 'text' ? at.text.slice(0, 40) : name,
      ...at,
      file: undefined,
      direct: true,
      facts: () => facts,
      before: undefined,
      reason,
    });
  }

  async #include(spelled: string, at: Pick<Unit, 'index' | 'line' | 'text'>): Promise<Unit | NestedIndex> {
    const name = decodedPath(spelled);
    const found = await findInclude(name, dirname(at.index), this.#options.includeDirectories);
    const { path, direct } = found ?? { path: name, direct: false };
    const unit = (file: RuleFile | undefined, more: Partial<Pick<Unit, 'before' | 'reason'>> = {}) =>
      this.#add({
        type: 'unit',
        kind: 'file',
        path,
        name,
        ...at,
        file,
        direct,
        facts: () => file?.facts ?? { rules: [], imports: [], doubtful: false },
        before: undefined,
        reason: undefined,
        ...more,
      });
    if (!found) return unit(undefined, { reason: settled('missing-file', 'There is no such file.') });
    if (this.#open.includes(path)) {
      return unit(this.#files.get(path), { reason: settled('include-cycle', 'It includes itself.') });
    }
    let file: RuleFile | undefined;
    try {
      file = this.#files.get(path) ?? (await RuleFile.read(path));
    } catch (error) {
      return unit(undefined, { reason: settled('unreadable-file', `It can't be read: ${messageOf(error)}`) });
    }
    if (!file) return unit(undefined, { reason: settled('missing-file', 'There is no such file.') });
    this.#files.set(path, file);
    const before = this.#seen.get(path);
    if (before) return unit(file, { before });
    if (!file.mayInclude || !file.document().outline.items.some((item) => item.kind === 'include' && !item.hasError)) {
      const first = unit(file, file.hidesWhatFollows ? { reason: hiding } : {});
      this.#seen.set(path, first);
      return first;
    }
    const nested: NestedIndex = { type: 'nested', path, direct, ...at, parts: await this.#partsOf(file) };
    this.#seen.set(path, nested);
    return nested;
  }

  #add(unit: Unit): Unit {
    if (this.#units.push(unit) > maxUnits) {
      throw new EngineError('invalid', `${this.#root.path} leads to more than ${maxUnits} includes.`);
    }
    return unit;
  }
}

/** Of a file. */
export const hiding = settled('unclosed-comment', 'A comment in it is not closed, and hides all that follows.');

const unclosedComment = settled('unclosed-comment', 'A comment is not closed, and hides all that follows.');

/** A reason that no other file could change. */
export function settled(code: Reason['code'], message: string, about: Partial<Reason> = {}): Reason {
  return { code, message, final: true, ...about };
}

function newlines(text: string): number {
  return text.split('\n').length - 1;
}
