/** Has a rule file judged by libyara and says what was found, file by file. */
import type { CompileJob, CompileResult, ResolvedInclude, SourceText } from '../protocol/compileJob.ts';
import { findings } from '../language/engine/findings.ts';
import type { Diagnostic } from '../language/diagnostics.ts';
import { syntaxErrors } from '../language/syntaxErrors.ts';
import type { YaraDocument } from '../syntax/yaraDocument.ts';
import type { CompileSettings } from './settings.ts';

/** The engine as the language tooling needs it: one compile, that can be called off. */
export interface Compiler {
  compile(job: CompileJob, signal?: AbortSignal): Promise<CompileResult>;
}

export interface JudgeRequest {
  /** The compile root: its absolute path and, unless it is to be read from disk, its text. */
  readonly root: { readonly path: string; readonly bytes?: Uint8Array };
  /** Open buffers, for includes. */
  readonly overlay: readonly SourceText[];
  readonly settings: CompileSettings;
  /** The file's text and tree as they went into the compile. */
  readonly documentOf: (path: string) => Promise<YaraDocument | undefined>;
  /** Everything that libyara says, on its lines, as `yarac` prints it. */
  readonly all?: boolean;
  readonly signal?: AbortSignal;
}

export interface Judgement {
  /** Whether libyara takes the root with all that it includes. */
  readonly compiles: boolean;
  /** By absolute path; files without a finding are not there. */
  readonly diagnostics: ReadonlyMap<string, readonly Diagnostic[]>;
  readonly includes: readonly ResolvedInclude[];
  /** Time inside libyara. */
  readonly milliseconds: number;
}

/** @throws what the compiler throws: no engine, a worker that died, a cancelled or an overlong job */
export async function judge(compiler: Compiler, request: JudgeRequest): Promise<Judgement> {
  const { root, overlay, settings } = request;
  const result = await compiler.compile(
    {
      kind: 'compile',
      want: 'check',
      sources: [{ ...root }],
      overlay: [...overlay],
      externals: [...settings.externals],
      includeDirectories: [...settings.includeDirectories],
    },
    request.signal,
  );
  const documents = new Map<string, YaraDocument | undefined>();
  for (const path of new Set(result.messages.map((message) => message.path))) {
    documents.set(path, await request.documentOf(path));
  }
  const documentOf = (path: string): YaraDocument | undefined => documents.get(path);
  const diagnostics = findings(result.messages, {
    documentOf,
    syntaxErrorsOf: (path) => {
      const document = documentOf(path);
      return document ? syntaxErrors(document) : [];
    },
    all: request.all ?? false,
  });
  for (const [path, document] of documents) {
    // The caller has the root's syntax errors; those of an included file are told here, in place of libyara's.
    const errors = document && path !== root.path && !request.all ? syntaxErrors(document) : [];
    if (errors.length > 0) {
      diagnostics.set(path, [...errors, ...(diagnostics.get(path) ?? [])]);
    }
  }
  const compiles = result.messages.every(({ level }) => level !== 'error');
  return { compiles, diagnostics, includes: result.includes, milliseconds: result.milliseconds };
}
