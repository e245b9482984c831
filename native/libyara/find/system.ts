import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { bySoname } from './soname.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where this system keeps libyara, if it has one: files that exist, the likeliest first. */
export function systemLibraries(env: Environment): string[] {
  if (process.platform === 'win32') return windows(env);
  if (process.platform !== 'darwin') return linux(env);
  return inFolders(
    [...prefixes(env), '/opt/homebrew', '/usr/local', '/opt/local'].map((prefix) => join(prefix, 'lib')),
  );
}

function linux(env: Environment): string[] {
  const folders = ['/usr/local/lib', '/usr/local/lib64', '/usr/lib64', '/usr/lib', '/lib64', '/lib'];
  const multiarch = ['x86_64', 'aarch64'].flatMap((machine) => [
    `/usr/lib/${machine}-linux-gnu`,
    `/lib/${machine}-linux-gnu`,
  ]);
  const configured = (env['LD_LIBRARY_PATH'] ?? '').split(':').filter((folder) => folder.startsWith('/'));
  const linuxbrew = [...prefixes(env), '/home/linuxbrew/.linuxbrew'].map((prefix) => join(prefix, 'lib'));
  return [
    ...new Set([...inFolders(configured), ...fromLinker(), ...inFolders([...folders, ...multiarch, ...linuxbrew])]),
  ];
}

/** What the dynamic linker knows (ldconfig(8)); it is often not on the PATH of a user. */
function fromLinker(): string[] {
  const command = ['/sbin/ldconfig', '/usr/sbin/ldconfig'].find((path) => existsSync(path)) ?? 'ldconfig';
  try {
    const listing = execFileSync(command, ['-p'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 5000,
    });
    const lines = [...listing.matchAll(/^\s*libyara\.so[.\d]*\s.*=> (.+)$/gm)];
    return lines.map(([, path = '']) => path).sort(bySoname);
  } catch {
    return [];
  }
}

/** Beside the program, where releases and package managers put the library, or in a folder of PATH itself. */
function windows(env: Environment): string[] {
  const path = env['PATH'] ?? env['Path'] ?? '';
  const folders = path.split(delimiter).filter((folder) => folder !== '');
  const withProgram = folders.filter((folder) =>
    ['yara64.exe', 'yara.exe'].some((name) => existsSync(join(folder, name))),
  );
  const names = ['libyara.dll', 'yara.dll', 'libyara64.dll', 'yara64.dll'];
  const candidates = [...withProgram, ...withProgram.map((folder) => join(dirname(folder), 'lib')), ...folders];
  return [...new Set(candidates.flatMap((folder) => names.map((name) => join(folder, name))))].filter((file) =>
    existsSync(file),
  );
}

function prefixes(env: Environment): string[] {
  const prefix = env['HOMEBREW_PREFIX'];
  return prefix ? [prefix] : [];
}

function inFolders(folders: readonly string[]): string[] {
  return folders.flatMap((folder) => {
    try {
      const names = readdirSync(folder).filter((name) => /^libyara(\.so(\.\d+)?|(\.\d+)?\.dylib)$/.test(name));
      return names.sort(bySoname).map((name) => join(folder, name));
    } catch {
      return [];
    }
  });
}
