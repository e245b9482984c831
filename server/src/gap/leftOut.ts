/** Sources that nobody ports, though they are there: of others, made by programs, tests. */

const folders: readonly (readonly [reason: string, names: RegExp])[] = [
  [
    'vendored',
    /^(?:vendor(?:ed)?|third[-_]?party|3rd[-_]?party|external|externals|deps|bower_components|site-packages)$/i,
  ],
  ['generated', /^(?:generated|autogen|_build|target|build|dist|__pycache__)$/i],
  [
    'test',
    /^(?:(?:.*[-_])?tests?|testing|regress|testdata|test[-_]data|fixtures|__tests__|specs?|benches|benchmarks?|fuzz(?:ing)?|fuzzers?|oss-fuzz)$/i,
  ],
];

const files: readonly (readonly [reason: string, names: RegExp])[] = [
  [
    'generated',
    /(?:[._-](?:generated|autogen|pb|pb-c|g)\.\w+|_pb2(?:_grpc)?\.pyi?|\.tab\.[ch]|\.yy\.[ch]|\.min\.js)$/i,
  ],
  ['test', /(?:^(?:tests?|conftest|setup_tests)\.\w+|^test[-_].*|.*[-_.](?:tests?|spec|bench)\.\w+)$/i],
];

/** Undefined for what counts. `path` is relative to the root, with `/`. */
export function leftOutReason(path: string): 'vendored' | 'generated' | 'test' | undefined {
  const parts = path.split('/');
  const name = parts.pop() ?? '';
  for (const part of parts)
    for (const [reason, names] of folders) if (names.test(part)) return reason as ReturnType<typeof leftOutReason>;
  for (const [reason, names] of files) if (names.test(name)) return reason as ReturnType<typeof leftOutReason>;
  return undefined;
}
