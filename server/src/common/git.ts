/** Asks git about a repository that somebody else has made. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface GitAnswer {
  /** False without git, outside of a repository, where git fails and where it takes longer than a few seconds. */
  readonly isAnswered: boolean;
  readonly output: string;
}

/** What git would do by itself: fetch objects that are missing, which runs programs that the repository names. */
const environment = {
  GIT_ALLOW_PROTOCOL: 'none',
  GIT_NO_LAZY_FETCH: '1',
  GIT_TERMINAL_PROMPT: '0',
  GIT_OPTIONAL_LOCKS: '0',
};
const patience = 5000;

/** Nothing that the repository configures is run. */
export async function askGit(root: string, parameters: readonly string[]): Promise<GitAnswer> {
  try {
    const { stdout } = await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', ...parameters], {
      ...{ cwd: root, timeout: patience, maxBuffer: 64 * 1024 * 1024, windowsHide: true },
      env: { ...process.env, ...environment },
    });
    return { isAnswered: true, output: stdout };
  } catch {
    return { isAnswered: false, output: '' };
  }
}
