import { closeSync, existsSync, openSync } from 'node:fs';
import { resolve } from 'node:path';
import type { RuleSource } from '../../protocol/compileJob.ts';
import type { RuleSet } from '../../engine/compiledRules.ts';

export interface RuleArguments {
  readonly sources: RuleSet['sources'];
  /** The first file that can't be opened. The originals notice it when they have compiled those before it. */
  readonly unopened?: string;
}

/** `[NAMESPACE:]FILE` as the originals take it: as it is where there is such a file, else split at its first colon. */
export async function ruleArguments(operands: readonly string[]): Promise<RuleArguments> {
  const sources: RuleSource[] = [];
  for (const operand of operands) {
    const colon = existsSync(operand) ? -1 : operand.indexOf(':');
    const split = colon >= 0 && operand[colon + 1] !== '\\';
    const file = split ? operand.slice(colon + 1) : operand;
    const namespace = split ? { namespace: operand.slice(0, colon) } : {};
    const source = { path: resolve(file), name: file, ...namespace };
    if (file === '-') sources.push({ ...source, bytes: await standardInput() });
    else if (canOpen(file)) sources.push(source);
    else return { sources, unopened: file };
  }
  return { sources };
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

/** Whether a file can be opened for reading. */
export function canOpen(path: string): boolean {
  try {
    closeSync(openSync(path, 'r'));
    return true;
  } catch {
    return false;
  }
}
