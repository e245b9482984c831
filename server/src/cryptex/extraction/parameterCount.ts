/** How many parameters a signature has. */

const opening = '([{<';
const closing = ')]}>';

/** The receiver of a method is none: the same function may be free in another language. Undefined without a list. */
export function parameterCount(written: string): number | undefined {
  const signature = written.replace(
    /^(?:#\[(?:[^\]"]|"[^"]*")*\]\s*)+|__attribute__\s*\(\([^()]*(?:\([^()]*\)[^()]*)*\)\)/g,
    '',
  );
  const from = listStart(signature);
  if (from === -1) return undefined;
  const parameters: string[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < signature.length; at += 1) {
    const character = signature[at] ?? '';
    if (opening.includes(character)) depth += 1;
    // `->` closes nothing.
    else if (closing.includes(character) && !(character === '>' && '-='.includes(signature[at - 1] ?? ' '))) depth -= 1;
    else if (character === ',' && depth === 1) {
      parameters.push(signature.slice(start, at));
      start = at + 1;
    }
    if (depth === 0) {
      parameters.push(signature.slice(start, at));
      break;
    }
  }
  return parameters.map((parameter) => parameter.trim()).filter(counts).length;
}

function counts(parameter: string): boolean {
  if (parameter === '' || parameter === 'void' || parameter === '*' || parameter === '/') return false;
  return !/^(?:&\s*)?(?:'\w+\s+)?(?:mut\s+)?(?:self|cls|this)\b/.test(parameter);
}

/** The first parenthesis outside of type parameters that follows a name. */
function listStart(signature: string): number {
  let angle = 0;
  for (let at = 0; at < signature.length; at += 1) {
    const character = signature[at];
    if (character === '<') angle += 1;
    else if (character === '>' && !'-='.includes(signature[at - 1] ?? ' ')) angle = Math.max(0, angle - 1);
    else if (character === '(' && angle === 0 && /[\w>\])]\s*$/.test(signature.slice(0, at))) return at;
  }
  return signature.indexOf('(');
}
