/** `yara` and `yarac` beside `cryptex yara` and `cryptex yarac`, in the same folder with the same arguments. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { end, start, type Ended, type RunOptions } from './cryptex.ts';
import type { Library } from './libraries.ts';

type Original = Extract<Library, { path: string }>;

/** What the program of the library's own package says. */
export async function original(
  name: 'yara' | 'yarac',
  library: Original,
  args: readonly string[],
  cwd: string,
): Promise<Ended> {
  const program = join(dirname(library.program), name);
  return new Promise((resolve) => {
    const options = { cwd, env: library.environment, encoding: 'latin1', maxBuffer: 1 << 30 } as const;
    const child = execFile(program, args, options, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    child.stdin?.end();
  });
}

/** What ours says, with one character for each byte, as {@link original} has it. */
export async function ours(name: 'yara' | 'yarac', args: readonly string[], options: RunOptions): Promise<Ended> {
  const child = start([name, ...args], options);
  child.stdout.setEncoding('latin1');
  child.stderr.setEncoding('latin1');
  return end(child);
}

/** Without the order of lines, which threads decide; the lines of one file's rule stay with it. */
export function unordered({ code, stdout, stderr }: Ended): unknown {
  const groups: string[] = [];
  for (const line of stdout.split('\n')) {
    if (line.startsWith('0x')) groups.push(`${groups.pop() ?? ''}\n${line}`);
    else groups.push(line);
  }
  return { code, stdout: groups.sort(), stderr: stderr.split('\n').sort() };
}
