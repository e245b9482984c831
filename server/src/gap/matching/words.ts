/** Names as words that mean the same in every language. */

/** Spellings of one word; the first stands for all. */
const synonyms: readonly (readonly string[])[] = [
  ['allocate', 'alloc', 'malloc', 'calloc'],
  ['argument', 'arg', 'args', 'argv'],
  ['buffer', 'buf'],
  ['character', 'char', 'chr'],
  ['compare', 'cmp'],
  ['configuration', 'config', 'cfg', 'conf'],
  ['context', 'ctx'],
  ['copy', 'cpy', 'dup', 'clone'],
  ['count', 'cnt', 'num', 'number'],
  ['create', 'new', 'make', 'init', 'initialize', 'initialise', 'ctor', 'build'],
  ['database', 'db'],
  ['decode', 'decoder'],
  ['delete', 'del', 'remove', 'rm', 'unlink'],
  ['destination', 'dest', 'dst'],
  ['directory', 'dir', 'folder'],
  ['destroy', 'free', 'drop', 'dealloc', 'finalize', 'fini', 'dtor', 'release', 'cleanup'],
  ['element', 'elem'],
  ['encode', 'encoder'],
  ['environment', 'env'],
  ['error', 'err'],
  ['evaluate', 'eval'],
  ['execute', 'exec'],
  ['expression', 'expr'],
  ['format', 'fmt'],
  ['function', 'func', 'fn'],
  ['group', 'grp'],
  ['hash', 'digest'],
  ['identifier', 'id', 'ident'],
  ['index', 'idx'],
  ['information', 'info'],
  ['length', 'len', 'size'],
  ['main', 'uumain', 'realmain'],
  ['maximum', 'max'],
  ['memory', 'mem'],
  ['message', 'msg'],
  ['minimum', 'min'],
  ['object', 'obj'],
  ['option', 'opt', 'opts'],
  ['output', 'out'],
  ['parameter', 'param'],
  ['parse', 'parser'],
  ['pattern', 'pat'],
  ['pointer', 'ptr'],
  ['position', 'pos'],
  ['print', 'show', 'display', 'dump'],
  ['process', 'proc'],
  ['read', 'load'],
  ['reference', 'ref'],
  ['regex', 'regexp', 're', 'regular'],
  ['resolve', 'resolver'],
  ['save', 'store', 'write', 'persist'],
  ['scan', 'scanner'],
  ['source', 'src'],
  ['statistic', 'stat', 'stats'],
  ['string', 'str'],
  ['temporary', 'tmp', 'temp'],
  ['token', 'tok'],
  ['user', 'usr'],
  ['value', 'val'],
  ['variable', 'var'],
  ['windows', 'win', 'win32'],
];

const canonical = new Map(synonyms.flatMap((words) => words.map((word) => [word, words[0] ?? word])));

/** Words that many functions have which have nothing else in common: a name of these alone says little. */
const commonWords = new Set(
  `main create destroy open close parse read save get set add delete run start stop print usage help name value length data
  next previous reset clear update check process handle error default from to into as is has with of for by in on at do the
  all each item list map file path line index count type kind state status flag flags key entry node end begin first last
  push pop append insert find lookup search test copy compare convert format string buffer apply call callback init result
  information message option argument context function event use`.split(/\s+/),
);

export function isCommon(word: string): boolean {
  return commonWords.has(word);
}

/** What does the one does not do the other. */
const opposites: readonly (readonly [string, string])[] = [
  ['get', 'set'],
  ['read', 'save'],
  ['open', 'close'],
  ['create', 'destroy'],
  ['encode', 'decode'],
  ['push', 'pop'],
  ['add', 'delete'],
  ['insert', 'delete'],
  ['append', 'delete'],
  ['start', 'stop'],
  ['begin', 'end'],
  ['first', 'last'],
  ['next', 'previous'],
  ['minimum', 'maximum'],
  ['parse', 'print'],
  ['parse', 'format'],
  ['enable', 'disable'],
  ['lock', 'unlock'],
  ['allocate', 'destroy'],
  ['to', 'from'],
  ['compress', 'decompress'],
  ['pack', 'unpack'],
  ['up', 'down'],
  ['left', 'right'],
  ['input', 'output'],
];

const oppositesOf = new Map<string, string[]>();
for (const [one, other] of opposites.flatMap(([a, b]) => [[a, b] as const, [b, a] as const]))
  oppositesOf.set(one, [...(oppositesOf.get(one) ?? []), other]);

/** Whether two names say the opposite of each other: `get_x` and `set_x`, `id_to_name` and `name_to_id`. */
export function areOpposite(here: readonly string[], there: readonly string[]): boolean {
  return here.some((word) => {
    const others = oppositesOf.get(word);
    if (!others || there.includes(word)) return false;
    return others.some((other) => there.includes(other) && !here.includes(other));
  });
}

/** Characters that are looked at: longer names are made by programs, or with intent. */
const longestName = 200;

const known = new Map<string, readonly string[]>();

/** In their order. Case, underscores and common abbreviations make no difference. */
export function wordsOf(name: string): readonly string[] {
  const before = known.get(name);
  if (before) return before;
  const words = name
    .slice(0, longestName)
    .replace(/([\p{Ll}\d])(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu}+)(\p{Lu}\p{Ll})/gu, '$1 $2')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
    .map((word) => canonicalOf(word.toLowerCase()));
  if (known.size > 200_000) known.clear();
  known.set(name, words);
  return words;
}

function canonicalOf(word: string): string {
  const same = canonical.get(word);
  if (same !== undefined) return same;
  // Plurals, but not `class` and `status`.
  const singular = /[^s'iu]s$/.test(word) && word.length > 3 ? word.slice(0, -1) : word;
  return canonical.get(singular) ?? singular;
}

/** Files that stand for their folder. */
const folderFiles = /^(?:mod|lib|main|index|__init__|__main__)$/;
/** Folders that say nothing of what is in them. */
const plainFolders =
  /^(?:src|source|lib|libs|crates|crate|bin|cmd|pkg|packages|include|core|common|app|rust|python|c)$/i;

/** Of a file's own name; of its folder where it stands for that. */
export function fileWords(path: string): readonly string[] {
  const parts = path.split('/');
  const stem = (parts.pop() ?? '').replace(/\.\w+$/, '');
  if (!folderFiles.test(stem)) return wordsOf(stem);
  const folder = parts.findLast((part) => !plainFolders.test(part));
  return wordsOf(folder ?? stem);
}

/** Of the folders around a file that say something, innermost first. */
export function folderWords(path: string): readonly string[] {
  return path
    .split('/')
    .slice(0, -1)
    .reverse()
    .filter((part) => !plainFolders.test(part))
    .slice(0, 2)
    .flatMap((part) => [...wordsOf(part)]);
}
