import { readFileSync } from 'node:fs';

/** How a person installs libyara on this system, as a sentence. */
export function installHint(): string {
  const command = installCommand();
  return command === undefined
    ? 'Install YARA 4.2 or later, or name its library in the setting yara.libyara.path.'
    : `To install it: ${command}`;
}

function installCommand(): string | undefined {
  if (process.platform === 'darwin') return 'brew install yara';
  if (process.platform === 'win32')
    return 'vcpkg install yara --triplet x64-windows, then name yara.dll in the setting yara.libyara.path';
  const families = [...osRelease().matchAll(/^ID(?:_LIKE)?=.*$/gm)].join(' ');
  return commands.find(([family]) => families.includes(family))?.[1];
}

const commands = [
  ['ubuntu', 'sudo apt-get install yara'],
  ['debian', 'sudo apt-get install yara'],
  ['fedora', 'sudo dnf install yara'],
  ['rhel', 'sudo dnf install yara'],
  ['arch', 'sudo pacman -S yara'],
  ['suse', 'sudo zypper install yara'],
  ['alpine', 'sudo apk add yara'],
] as const;

function osRelease(): string {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
}
