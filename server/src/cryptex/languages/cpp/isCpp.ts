/** Whether a header is C++: the ending `.h` does not tell. */
import { conditionalGroups } from '../c/conditionals.ts';
import { Draft } from '../c/draft.ts';
import { codeOnly } from '../c/lexer.ts';

/** What C has no use for. */
const words =
  /\b(?:template|namespace|class|using|public|protected|private|operator|virtual|constexpr|nullptr)\b|\w::\w/;

const signs =
  /^[ \t]*(?:template[ \t]*<|(?:inline[ \t]+)?namespace\b(?=[\w\s:]*[{\n])|class[ \t]+[\w\s]*[:;{\n]|using[ \t]+(?:namespace[ \t]+)?[\w:]+|(?:public|protected|private)[ \t]*:(?!:)|virtual[ \t]+[\w~])|\bstd::\w|\boperator[ \t]*[-+=*/<>!([&|]|\benum[ \t]+class\b/m;

/** Code that only a C++ compiler is shown does not count: many headers of C have some. */
export function isCpp(text: string): boolean {
  if (!words.test(text)) return false;
  const code = codeOnly(text);
  if (!signs.test(code)) return false;
  if (!code.includes('__cplusplus')) return true;
  const draft = new Draft(code);
  for (const { branches } of conditionalGroups(code))
    for (const { condition, startIndex, endIndex } of branches)
      if (/(^|[^!])\bdefined\s*\(?\s*__cplusplus/.test(condition) || /^__cplusplus\b/.test(condition))
        draft.blank(startIndex, endIndex);
  return signs.test(draft.toString());
}
