/** Makes an index of which libyara compiles every part. */
import { EngineError, messageOf } from '../common/errors.ts';
import type { CompileJob, CompileResult } from '../protocol/compileJob.ts';
import type { EngineInfo } from '../protocol/engineInfo.ts';
import type { LeftOut, SafeIndexOutcome, SafeIndexRequest, SafeIndexWork } from '../protocol/safeIndex.ts';
import { inRealFolder } from './includePath.ts';
import { planIndex, type Plan, type Reason, type Unit } from './plan.ts';
import { RejectedIndex, Selection } from './selection.ts';

/** What it needs of the engine. */
export interface SafeIndexEngine {
  describe(signal: AbortSignal): Promise<EngineInfo>;
  compile(job: CompileJob, signal: AbortSignal): Promise<CompileResult>;
}

/**
 * Reads the index, finds what of it can stay, and compiles that. Writes nothing.
 *
 * Where rules of a file need another file, they are judged with it; a file that is left out for its own fault takes with
 * it those that need its rules.
 *
 * @throws {EngineError} `unreadable` for the index and for an output folder that is not there, `invalid` for an output
 * that is one of the files read, `cancelled`, and what the engine throws
 */
export async function makeSafeIndex(
  request: SafeIndexRequest,
  engine: SafeIndexEngine,
  signal: AbortSignal,
): Promise<SafeIndexWork> {
  const index = await realPath(request.index);
  const output = request.output === undefined ? index : await realPath(request.output);
  const plan = await planIndex(index, { includeDirectories: request.includeDirectories, signal });
  refuseInput(plan, output, request);
  const selection = new Selection(plan, {
    output,
    excludeModules: new Set(request.excludeModules),
    onDuplicate: request.onDuplicate,
    externals: request.externals,
    includeDirectories: request.includeDirectories,
    compile: (job) => engine.compile(job, signal),
  });
  const inputs = new Map(plan.files.map(({ path, sha256 }) => [path, sha256]));
  try {
    await selection.settle();
    return { inputs, outcome: await outcomeOf(plan, selection, request, await engine.describe(signal)) };
  } catch (error) {
    if (!(error instanceof RejectedIndex)) throw error;
    return { inputs, outcome: { type: 'rejected', messages: [...error.messages] } };
  }
}

async function outcomeOf(
  plan: Plan,
  selection: Selection,
  request: SafeIndexRequest,
  engine: EngineInfo,
): Promise<SafeIndexOutcome> {
  const leftOut = plan.units.flatMap((unit) => {
    const reason = selection.leftOut.get(unit);
    return reason ? [told(unit, reason)] : [];
  });
  const duplicates = leftOut.filter(({ code }) => code === 'duplicate-rule');
  if (request.onDuplicate === 'fail' && duplicates.length > 0) return { type: 'duplicates', leftOut: duplicates };
  const { staying } = selection;
  if (staying.length === 0) return { type: 'empty', leftOut };
  let written = await selection.compile(true);
  // Nested indexes as they are can go deeper than libyara does.
  if (hasError(written.result)) written = await selection.compile(false);
  if (hasError(written.result)) throw new RejectedIndex(written.result.messages);
  const files = [...new Set(staying.filter(({ kind }) => kind === 'file').map(({ path }) => path))];
  const { rules = 0, patterns = 0 } = written.result;
  return { type: 'made', bytes: written.bytes, files, leftOut, rules, patterns, engine };
}

function hasError({ messages }: CompileResult): boolean {
  return messages.some(({ level }) => level === 'error');
}

function told(unit: Unit, reason: Reason): LeftOut {
  const { kind, path, name, index, line } = unit;
  const { code, message, rule, module, other } = reason;
  return {
    ...{ kind, path, name, index, line, code, message },
    ...(rule === undefined ? {} : { rule }),
    ...(module === undefined ? {} : { module }),
    ...(other === undefined ? {} : { other }),
  };
}

function refuseInput(plan: Plan, output: string, request: SafeIndexRequest): void {
  if (request.output === undefined) return;
  const [index, ...others] = plan.files.map(({ path }) => path);
  if (others.includes(output)) {
    throw new EngineError('invalid', `${request.output} is one of the files that the index includes.`);
  }
  if (output === index && !request.replace) {
    throw new EngineError('invalid', `${request.output} is the index itself.`);
  }
}

async function realPath(path: string): Promise<string> {
  try {
    return await inRealFolder(path);
  } catch (error) {
    throw new EngineError('unreadable', `There is no folder for ${path}: ${messageOf(error)}`, { cause: error });
  }
}
