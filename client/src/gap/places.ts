/** Where in the code base a legacy function, and its port, are. */
import type { GapFunction, GapMatch } from '../../../server/src/protocol/gap.ts';
import type { SourcePlace } from '../dictionary/openSource.ts';

export function sourceOf({ file, symbol, line, lines }: GapFunction): SourcePlace {
  return place(file, symbol, line, lines);
}

export function portOf({ port, line }: GapMatch): SourcePlace {
  const [file = '', symbol = ''] = port.split('#', 2);
  return line === undefined ? wholeFile(file) : place(file, symbol, line, 1);
}

export const wholeFile = (file: string): SourcePlace => ({
  ...{ file, kind: 'module', symbol: '', span: { startLine: 1, endLine: 1 } },
});

function place(file: string, symbol: string, line: number, lines: number): SourcePlace {
  // What stands in the text is the last part.
  const name = symbol.split(/::|\./).at(-1) ?? symbol;
  return { file, kind: 'function', symbol: name, span: { startLine: line, endLine: line + Math.max(1, lines) - 1 } };
}
