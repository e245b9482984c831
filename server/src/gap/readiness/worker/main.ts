/** A process that has YARA-X: WebAssembly that may crash or go on for ever, without harm to the rest. */
import { readFile } from 'node:fs/promises';
import init, { Compiler, type Rules } from '@virustotal/yara-x';
import * as v from 'valibot';
import workerpool from 'workerpool';
import { systemPath } from '../../../common/bytePaths.ts';
import { YaraXJob, type MatchedRule, type SampleScan, type YaraXAnswer } from '../../../protocol/readiness.ts';
import { yaraXModule } from '../yaraXModule.ts';

/** What a scan gives, as far as it is read here. */
const ScanOutput = v.object({
  valid: v.boolean(),
  errors: v.optional(v.array(v.string())),
  matches: v.array(
    v.object({
      identifier: v.string(),
      namespace: v.string(),
      isPrivate: v.boolean(),
      patterns: v.array(
        v.object({
          identifier: v.string(),
          isPrivate: v.boolean(),
          matches: v.array(v.object({ offset: v.number(), length: v.number() })),
        }),
      ),
    }),
  ),
});

const ready = readFile(yaraXModule()).then((bytes) => init({ module_or_path: bytes }));

/**
 * YARA-X looks for patterns when the first condition asks for one. This rule asks always, so that what is reported of a
 * rule does not depend on the others.
 */
const searchesPatterns = 'private rule cryptex_searches_patterns { strings: $any = "any" condition: $any }';

async function judge(message: unknown): Promise<YaraXAnswer> {
  const job = v.parse(YaraXJob, message);
  await ready;
  // The clock of this text starts now, not with the process.
  workerpool.workerEmit('begun');
  try {
    using compiler = new Compiler();
    for (const { name, value } of job.externals) compiler.defineGlobal(name, value);
    for (const { namespace, text } of job.sources) {
      compiler.newNamespace(namespace);
      add(compiler, text);
    }
    if (compiler.errors.length > 0 || job.samples.length === 0) return { errors: compiler.errors, scans: [] };
    compiler.newNamespace('cryptex searches patterns');
    add(compiler, searchesPatterns);
    using rules = compiler.build();
    const scans: SampleScan[] = [];
    for (const sample of job.samples) scans.push(await scan(rules, sample, job));
    return { errors: [], scans };
  } catch (error) {
    // After a trap the memory of the module can't be trusted: the next job gets a new process.
    if (isTrap(error)) process.exit(70);
    throw error;
  }
}

/** That the module broke off, for want of stack too; also where what was in use could not be let go because of it. */
function isTrap(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    error.name === 'RuntimeError' || error.name === 'RangeError' || ('suppressed' in error && isTrap(error.suppressed))
  );
}

function add(compiler: Compiler, text: string): void {
  const before = compiler.errors.length;
  try {
    compiler.addSource(text);
  } catch (error) {
    // What it has against the text is in `errors`.
    if (isTrap(error) || compiler.errors.length === before) throw error;
  }
}

async function scan(rules: Rules, sample: string, job: YaraXJob): Promise<SampleScan> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(systemPath(sample));
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) };
  }
  using scanner = rules.scanner();
  scanner.setMaxMatchesPerPattern(job.maxMatchesPerPattern);
  scanner.setTimeoutMs(job.timeoutSeconds * 1000);
  const output = v.parse(ScanOutput, scanner.scan(bytes));
  if (!output.valid) return { type: 'failed', message: output.errors?.join('; ') ?? 'YARA-X could not scan it.' };
  return {
    type: 'scanned',
    rules: output.matches
      .filter(({ isPrivate }) => !isPrivate)
      .map(({ identifier, namespace, patterns }): MatchedRule => ({
        namespace,
        rule: identifier,
        patterns: patterns
          .filter(({ isPrivate, matches }) => !isPrivate && matches.length > 0)
          .map((pattern) => ({ identifier: pattern.identifier, matches: pattern.matches })),
      })),
  };
}

workerpool.worker({ judge });
