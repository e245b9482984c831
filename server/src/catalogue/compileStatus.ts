/** Whether the files of a catalogue compile, each alone or through the files that include it. */
import { EngineError } from '../common/errors.ts';
import type { CompileStatus } from '../protocol/catalogue.ts';
import type { EngineInfo } from '../protocol/engineInfo.ts';
import type { CompileStatuses, StoredCompileStatus } from '../store/compileStatuses.ts';
import { StoreError } from '../store/storeError.ts';
import { checkFiles, type CheckOptions, type FileCheck } from '../workspace/checkFiles.ts';
import { diskFileSystem } from '../workspace/fileSystem.ts';
import { externalVariables } from '../workspace/settings.ts';
import type { CataloguedFile } from './catalogue.ts';
import { groupKeys } from './includeGroups.ts';

export interface CompileStatusOptions extends Pick<CheckOptions, 'compiler' | 'parallel' | 'signal'> {
  /** The library that is asked. */
  readonly engine: EngineInfo;
  readonly kept: CompileStatuses;
  /** Told when the store can't be written: then all is asked again the next time. */
  readonly onNotice: (message: string) => void;
}

/** With the variables that scanners provide declared, as the editor does. */
const settings = {
  externals: externalVariables({ externalVariables: {}, scannerVariables: true }),
  includeDirectories: [],
};

/**
 * Asks the library about files that it has not been asked about as they are now, with all that includes join to them, and
 * keeps what it says.
 *
 * @throws {EngineError} when there is no engine; StoreError when the store can't be read; the signal's reason.
 */
export async function compileStatuses(
  files: ReadonlyMap<string, CataloguedFile>,
  { compiler, parallel, signal, engine, kept, onNotice }: CompileStatusOptions,
): Promise<Map<string, CompileStatus>> {
  const known = await kept.all();
  const statuses = new Map<string, CompileStatus>();
  const stale = new Map<string, string>();
  for (const [path, group] of groupKeys(files)) {
    const key = `${engine.version} ${engine.path} ${group}`;
    const before = known.get(path);
    if (before?.key === key) statuses.set(path, before.status);
    else stale.set(path, key);
  }
  const put: StoredCompileStatus[] = [];
  const options = { compiler, files: diskFileSystem, settings, all: false, parallel, signal };
  for await (const check of checkFiles([...stale.keys()], options)) {
    signal.throwIfAborted();
    const status = statusOf(check);
    statuses.set(check.path, status);
    put.push({ path: check.path, key: stale.get(check.path) ?? '', status });
  }
  try {
    if (put.length > 0) await kept.put(put);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    onNotice(`What compiles is not kept for the next time. ${error.message}`);
  }
  return statuses;
}

function statusOf({ path, diagnostics, failure }: FileCheck): CompileStatus {
  if (failure instanceof EngineError && !['engine-missing', 'cancelled'].includes(failure.code)) {
    // It took the library's process with it, or too long.
    return { state: 'fails', file: path, line: 1, message: failure.message };
  }
  if (failure !== undefined) throw failure instanceof Error ? failure : new Error(`${path} could not be checked.`);
  for (const [file, said] of [[path, diagnostics.get(path) ?? []] as const, ...diagnostics]) {
    const errors = said.filter(({ severity }) => severity === 'error');
    const [error] = errors.sort((a, b) => a.range.start.line - b.range.start.line);
    if (error) return { state: 'fails', file, line: error.range.start.line + 1, message: error.message };
  }
  return { state: 'compiles' };
}
