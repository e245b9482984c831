/** What YARA-X makes of one rule file: what it refuses, and the text that is left when that is taken out. */
import { EngineError } from '../../common/errors.ts';
import type { Item } from '../../syntax/outline.ts';
import type { Inlined, RuleText } from './inline.ts';
import { isOfTheRules, samplePatience, type JudgeSettings } from './libyara.ts';
import { refusalsOf, type FoundRefusal } from './refusals.ts';
import type { YaraX } from './yaraX.ts';

export type YaraXJudgement =
  | { readonly verdict: 'compiles' | 'refused'; readonly refusals: readonly FoundRefusal[] }
  | { readonly verdict: 'failed'; readonly failure: string };

/** How often rules are taken out that only fail because of one that was taken out before. */
const rounds = 30;

/** @throws {EngineError} `cancelled` */
export async function judgeWithYaraX(
  engine: YaraX,
  inlined: Inlined,
  settings: JudgeSettings,
): Promise<YaraXJudgement> {
  try {
    const refusals = refusalsOf(inlined, await errorsIn(engine, inlined.text, settings));
    return { verdict: refusals.length === 0 ? 'compiles' : 'refused', refusals };
  } catch (error) {
    if (isOfTheRules(error) || (error instanceof EngineError && error.code === 'invalid'))
      return { verdict: 'failed', failure: error.message };
    throw error;
  }
}

/**
 * The rules that YARA-X takes, each where it was; undefined where the rest can't be told, or would not be the same
 * without what is missing. `refusals` are those of the whole text.
 *
 * @throws {EngineError}
 */
export async function textOfTheRest(
  engine: YaraX,
  inlined: Inlined,
  refusals: readonly FoundRefusal[],
  settings: JudgeSettings,
): Promise<string | undefined> {
  let { text } = inlined;
  if (refusals.length === 0) return text;
  const { root } = inlined;
  // With includes a rule is somewhere else than in its file, and what is not UTF-8 is not what YARA-X was given.
  if (inlined.files.length > 1 || root.badByte !== undefined) return undefined;
  let refused = refusals;
  for (let round = 0; round < rounds && refused.length > 0; round += 1) {
    const items = new Set(refused.flatMap(({ index }) => itemAt(root, index) ?? []));
    // A global rule decides about all others.
    if (items.size === 0 || [...items].some((item) => isGlobal(root, item))) return undefined;
    for (const item of items) text = blanked(text, item);
    refused = refusalsOf({ ...inlined, files: [], leftIncludes: [] }, await errorsIn(engine, text, settings));
  }
  return refused.length === 0 ? text : undefined;
}

async function errorsIn(engine: YaraX, text: string, { externals, signal }: JudgeSettings): Promise<string[]> {
  const sources = [{ namespace: 'default', text }];
  return (
    await engine.judge(
      { sources, externals: [...externals], samples: [], maxMatchesPerPattern: 0, timeoutSeconds: samplePatience },
      signal,
    )
  ).errors;
}

function itemAt({ document: { outline } }: RuleText, index: number): Item | undefined {
  const item = outline.items[outline.indexAt(index)];
  return item && index < item.endIndex ? item : undefined;
}

function isGlobal({ document: { outline } }: RuleText, item: Item): boolean {
  return item.kind === 'rule' && outline.rule(item).modifiers.includes('global');
}

/** With spaces in its place, so that what follows stays where it is. */
function blanked(text: string, { startIndex, endIndex }: Item): string {
  const blank = text.slice(startIndex, endIndex).replace(/[^\n]/g, ' ');
  return text.slice(0, startIndex) + blank + text.slice(endIndex);
}
