/** What a code base says about its codenames, in `.cryptex/codenames.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { messageOf } from '../../common/errors.ts';
import type { SourceLanguage } from '../../protocol/cryptex.ts';
import type { CodenameRules } from './choose.ts';
import { defaultFamilies, defaultPrefixes, fallbackFamily } from './defaultFamilies.ts';
import { Families, FamilyRule } from './families.ts';

export const codenamesFile = '.cryptex/codenames.json';

/** Whatever is absent is as in the default set. */
export const CodenameSettings = v.strictObject({
  $schema: v.optional(v.string()),
  /** Tried before the default families, in this order. */
  families: v.optional(v.array(FamilyRule)),
  /** Whether the default families come behind these. */
  defaults: v.optional(v.boolean()),
  /** The family of what no rule fits. */
  fallback: v.optional(FamilyRule.entries.family),
  /** Words that are left out where they begin a name. */
  prefixes: v.optional(v.array(v.string())),
});
export type CodenameSettings = v.InferOutput<typeof CodenameSettings>;

/**
 * The rules for the codenames of a code base. A file that is broken counts as absent.
 *
 * @param onNotice is told what is wrong with it, in a sentence.
 */
export async function codenameRules(
  root: string,
  languageOf: (file: string) => SourceLanguage | undefined,
  onNotice: (message: string) => void,
): Promise<CodenameRules> {
  const path = join(root, codenamesFile);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    const isAbsent = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isAbsent) onNotice(`${path} can't be read, the default families are used: ${messageOf(error)}`);
    return '{}';
  });
  const settings = parsed(text);
  if (typeof settings === 'string') onNotice(`${path} is not used, the default families are. ${settings}`);
  const {
    families = [],
    defaults = true,
    fallback = fallbackFamily,
    prefixes = defaultPrefixes,
  } = typeof settings === 'string' ? {} : settings;
  return {
    families: new Families([...families, ...(defaults ? defaultFamilies : [])], fallback, languageOf),
    prefixes: new Set(prefixes.map((word) => word.toLowerCase())),
  };
}

/** The settings, or what is wrong with them. */
function parsed(text: string): CodenameSettings | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return `It is no JSON: ${messageOf(error)}`;
  }
  const settings = v.safeParse(CodenameSettings, json);
  if (settings.success) return settings.output;
  const [issue] = settings.issues;
  const place = v.getDotPath(issue);
  return place === null ? issue.message : `${place}: ${issue.message}`;
}
