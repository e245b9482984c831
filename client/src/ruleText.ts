/** What can be told from the text of a rule file without a parser: enough to name its language and to find a rule. */

const declaration = /^\s*(?:(?:global|private)\s+){0,2}rule\s+([A-Za-z_]\w{0,127})\s*(?:\{|:\s*[A-Za-z_]|$)/;
const importLine = /^\s*import\s+"\w+"\s*$/;
const includeLine = /^\s*include\s+"[^"]+"\s*$/;

/** Whether the first thing in the text, after comments and empty lines, is a rule, an import or an include. */
export function looksLikeYara(text: string): boolean {
  const [first = ''] = withoutComments(text.slice(0, 64 * 1024))
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  return declaration.test(first) || importLine.test(first) || includeLine.test(first);
}

/** Zero-based line of the declaration of `rule`; comments are skipped. */
export function findRuleLine(text: string, rule: string): number | undefined {
  if (!/^\w+$/.test(rule)) {
    return undefined;
  }
  const name = new RegExp(`(?:^|[\\s}])rule\\s+${rule}\\b`);
  const line = withoutComments(text)
    .split(/\r?\n/)
    .findIndex((candidate) => name.test(candidate));
  return line === -1 ? undefined : line;
}

/** The paths of `include` as they are written, in order. */
export function includedPaths(text: string): string[] {
  return Array.from(withoutComments(text).matchAll(/^[^"\n]*?\binclude\s+"([^"\r\n]+)"/gm), ([, path]) => path ?? '');
}

/** Comments become nothing but their line breaks. Text in quotes is kept, so that `"//"` starts no comment. */
function withoutComments(text: string): string {
  return text.replace(/"(?:\\.|[^"\\\r\n])*"|\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\r\n]*/g, (match) =>
    match.startsWith('"') ? match : match.replace(/[^\r\n]/g, ''),
  );
}
