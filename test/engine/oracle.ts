/** What `yarac` and `yara` say, in the engine's words. */
import { execFile } from 'node:child_process';
import { isUtf8 } from 'node:buffer';
import { resolve } from 'node:path';
import type { EngineMessage, ExternalVariable } from '../../server/src/protocol/compileJob.ts';
import type { TestedLibrary } from './libraries.ts';

export interface OracleOptions {
  readonly externals?: readonly ExternalVariable[];
}

/** The messages of `yarac FILE...`, in its order. */
export async function yarac(
  library: TestedLibrary,
  files: readonly string[],
  { externals = [] }: OracleOptions = {},
): Promise<EngineMessage[]> {
  const definitions = externals.flatMap(({ name, value }) => ['-d', `${name}=${value}`]);
  const { stderr } = await program(library.yarac, [...definitions, ...files, '/dev/null'], library.env);
  return splitLines(stderr).flatMap((line) => parseMessage(line) ?? []);
}

/** A match as `yara -s -r` prints it. */
export interface OracleMatch {
  readonly rule: string;
  readonly path: string;
  readonly patterns: readonly { readonly identifier: string; readonly offset: number; readonly length: number }[];
}

/** What `yara` finds with compiled rules; with the length of each match in place of its bytes. */
export async function yara(library: TestedLibrary, compiled: string, args: readonly string[]): Promise<OracleMatch[]> {
  const { stdout } = await program(library.yara, ['-w', '-L', '-C', compiled, ...args], library.env);
  const found: { rule: string; path: string; patterns: { identifier: string; offset: number; length: number }[] }[] =
    [];
  for (const line of splitLines(stdout)) {
    const pattern = /^0x([0-9a-f]+):(\d+):(\$.*)$/.exec(line);
    const rule = /^(\S+) (.+)$/.exec(line);
    if (pattern) {
      const [, offset = '', length = '', identifier = ''] = pattern;
      found.at(-1)?.patterns.push({ identifier, offset: parseInt(offset, 16), length: Number(length) });
    } else if (rule) found.push({ rule: rule[1] ?? '', path: rule[2] ?? '', patterns: [] });
  }
  return found;
}

export async function program(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ code: number; stdout: Buffer; stderr: Buffer }> {
  return new Promise((fulfil, reject) => {
    const options = { env, encoding: 'buffer', maxBuffer: 1 << 30 } as const;
    execFile(command, [...args], options, (error, stdout, stderr) => {
      // A program that ended with an error code has still been run.
      if (error && typeof error.code !== 'number') reject(new Error(`${command} failed: ${error.message}`));
      else fulfil({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

function splitLines(bytes: Buffer): string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at);
    const line = bytes.subarray(at, end < 0 ? bytes.length : end);
    lines.push(line.toString(isUtf8(line) ? 'utf8' : 'latin1'));
    at += line.length + 1;
  }
  return lines;
}

function parseMessage(line: string): EngineMessage | undefined {
  const parsed = /^(error|warning): (?:rule "([^"]*)" in )?(.+?)\((\d+)\): (.*)$/s.exec(line);
  if (!parsed) return undefined;
  const [, level = '', rule, path = '', number = '', text = ''] = parsed;
  return {
    level: level === 'error' ? 'error' : 'warning',
    path: resolve(path),
    line: Number(number),
    ...(rule === undefined ? {} : { rule }),
    text,
  };
}
