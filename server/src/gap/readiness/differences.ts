/** Where two engines that have scanned the same file do not agree. */
import type { MatchDifference, MatchedRule } from '../../protocol/readiness.ts';
import type { YaraDocument } from '../../syntax/yaraDocument.ts';

/** Offsets that are told of one pattern. */
const fewOffsets = 10;

type Found = Omit<MatchDifference, 'sample' | 'reason'>;

/** By rule and pattern. Both must have been asked for the same rules, and for all matches. */
export function differencesOf(libyara: readonly MatchedRule[], yaraX: readonly MatchedRule[]): Found[] {
  const found: Found[] = [];
  const others = new Map(yaraX.map((rule) => [rule.rule, rule]));
  for (const ours of libyara) {
    const theirs = others.get(ours.rule);
    others.delete(ours.rule);
    if (theirs) found.push(...ofPatterns(ours, theirs));
    else found.push({ rule: ours.rule, type: 'only-libyara', offsets: [] });
  }
  for (const { rule } of others.values()) found.push({ rule, type: 'only-yara-x', offsets: [] });
  return found;
}

function ofPatterns(libyara: MatchedRule, yaraX: MatchedRule): Found[] {
  // Patterns without a name have the same one: what they find is one set.
  const names = new Set([...libyara.patterns, ...yaraX.patterns].map(({ identifier }) => identifier));
  return [...names].flatMap((pattern): Found[] => {
    const [ours, theirs] = [matchesOf(libyara, pattern), matchesOf(yaraX, pattern)];
    const differing = [
      ...[...ours].filter(([key]) => !theirs.has(key)),
      ...[...theirs].filter(([key]) => !ours.has(key)),
    ];
    if (differing.length === 0) return [];
    const offsets = [...new Set(differing.map(([, offset]) => offset))].sort((a, b) => a - b).slice(0, fewOffsets);
    return [{ rule: libyara.rule, pattern, type: 'other-matches', offsets }];
  });
}

function matchesOf({ patterns }: MatchedRule, pattern: string): Map<string, number> {
  const matches = patterns.filter(({ identifier }) => identifier === pattern).flatMap((one) => one.matches);
  return new Map(matches.map(({ offset, length }) => [`${offset}+${length}`, offset]));
}

/** What is known to be otherwise in YARA-X and is used where they differ. */
export function reasonOf({ rule, pattern }: Found, documents: readonly YaraDocument[]): MatchDifference['reason'] {
  for (const { outline, text } of documents) {
    for (const item of outline.rules) {
      if (outline.ruleName(item) !== rule) continue;
      const { patterns } = outline.rule(item);
      const concerned = patterns.filter(({ identifier }) => pattern === undefined || identifier.text === pattern);
      const texts = concerned.map(({ start, end }) => text.slice(item.startIndex + start, item.startIndex + end));
      if (texts.some((one) => /\bxor\b/.test(one) && /\bfullword\b/.test(one))) return 'xor-fullword';
      if (texts.some((one) => /\bbase64(?:wide)?\b/.test(one))) return 'base64';
      // A condition that asks a module depends on what that makes of the file.
      const { condition } = outline.rule(item);
      const asked = condition && text.slice(item.startIndex + condition.start, item.startIndex + condition.end);
      if (pattern === undefined && /\b[a-z]\w*\s*\.\s*\w/.test(asked ?? '')) return 'module';
    }
  }
  return 'unexplained';
}
