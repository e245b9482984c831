/** The map that a team keeps of its migration, `.cryptex/gap-map.json`: what is ported where, by whom, and what need not be. */
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { EngineError, messageOf } from '../common/errors.ts';
import type { GapProblem } from '../protocol/gap.ts';

const text = v.pipe(v.string(), v.trim(), v.minLength(1));

const MapComponent = v.strictObject({
  /** A path; one that ends with `/` takes in a folder. With `paths` it is a name. */
  component: text,
  /** Globs of the files that it takes in. */
  paths: v.optional(v.array(text)),
  /** Files or folders, or where else it is; null where there is none yet. */
  port: v.nullish(v.union([text, v.array(text)])),
  responsible: v.optional(text),
  note: v.optional(v.string()),
  /** Why it needs no port. */
  exclude: v.optional(text),
});

const MapFunction = v.strictObject({
  /** `FILE#SYMBOL` */
  function: v.pipe(text, v.includes('#')),
  /** `FILE#SYMBOL`; null where it needs no port. */
  port: v.nullable(text),
  note: v.optional(v.string()),
});

type Placed<T> = T & {
  /** In the map; 1-based. */
  readonly line: number;
};
export type MappedComponent = Placed<Omit<v.InferOutput<typeof MapComponent>, 'port'>> & {
  readonly ports: readonly string[];
};
export type MappedFunction = Placed<v.InferOutput<typeof MapFunction>>;

export interface GapMap {
  readonly components: readonly MappedComponent[];
  readonly functions: readonly MappedFunction[];
  /** What of it can't be read; the rest counts. */
  readonly problems: readonly GapProblem[];
}

const parts = new Set(['$schema', 'version', 'components', 'functions']);

export const mapPath = '.cryptex/gap-map.json';

/** Empty where there is none. @throws {EngineError} `unreadable` when it is there and can't be read */
export async function readGapMap(root: string): Promise<GapMap> {
  let content: string;
  try {
    content = (await readFile(join(root, mapPath), 'utf8')).replace(/^\ufeff/, '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return { components: [], functions: [], problems: [] };
    throw new EngineError('unreadable', `${mapPath} can't be read: ${messageOf(error)}`, { cause: error });
  }
  return parseGapMap(content);
}

/** Comments and commas at the end of lists are allowed, as in the settings of editors. */
export function parseGapMap(content: string): GapMap {
  const errors: ParseError[] = [];
  const root = parseTree(content, errors, { allowTrailingComma: true });
  const lineAt = lines(content);
  const problems: GapProblem[] = errors.map(({ error, offset }) => ({
    ...{ file: mapPath, line: lineAt(offset), message: `It is no JSON here (${printParseErrorCode(error)}).` },
  }));
  const tell = (node: Node | undefined, message: string): void => {
    problems.push({ file: mapPath, line: lineAt(node?.offset ?? 0), message });
  };
  const version = root && findNodeAtLocation(root, ['version']);
  if (root?.type !== 'object') tell(root, 'It has to be an object with "version", "components" and "functions".');
  else if (version?.value !== 1) tell(version, 'Its "version" has to be 1.');
  for (const { children: [key] = [] } of root?.type === 'object' ? (root.children ?? []) : [])
    if (key && !parts.has(String(key.value))) tell(key, `It has no ${JSON.stringify(key.value)}.`);
  const itemsOf = <T>(name: string, schema: v.GenericSchema<unknown, T>): Placed<T>[] => {
    const list = root?.type === 'object' ? findNodeAtLocation(root, [name]) : undefined;
    if (list && list.type !== 'array') tell(list, `"${name}" has to be a list.`);
    return (list?.type === 'array' ? (list.children ?? []) : []).flatMap((node) => {
      const parsed = v.safeParse(schema, getNodeValue(node) as unknown);
      if (parsed.success) return [{ ...parsed.output, line: lineAt(node.offset) }];
      for (const issue of parsed.issues) {
        const path = issue.path?.map(({ key }) => (typeof key === 'number' ? key : String(key))) ?? [];
        tell(
          findNodeAtLocation(node, path) ?? node,
          `${path.length > 0 ? `"${path.join('.')}": ` : ''}${issue.message}`,
        );
      }
      return [];
    });
  };
  return {
    components: itemsOf('components', MapComponent).map(({ port, ...component }) => ({
      ...component,
      ports: port === undefined || port === null ? [] : typeof port === 'string' ? [port] : port,
    })),
    functions: itemsOf('functions', MapFunction),
    problems,
  };
}

/** 1-based, of an offset. */
function lines(content: string): (offset: number) => number {
  const starts = [0, ...[...content.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
