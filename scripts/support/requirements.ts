/** What `npm run setup` obtains: one row each. Each can be asked for again, and answers where it is. */
import { obtainDebianPackages } from '../../native/libyara/obtain/debianPackages.ts';
import { obtainLibyara, obtainTestLibraries } from '../../native/libyara/obtain/libyaraPackages.ts';
import { obtainPortPairs } from '../../native/libyara/obtain/portPairs.ts';
import { obtainSourceOracles } from '../../native/libyara/obtain/sourceOracles.ts';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { obtainChromium } from './chromium.ts';
import { probeEngine } from './engineProbe.ts';
import { obtainTreeSitterCli } from './treeSitterCli.ts';
import { obtainVscodeServer } from './vscodeServer.ts';

export type Log = (line: string) => void;

export interface Requirement {
  readonly name: string;
  /** What it is for; said when it can't be had. */
  readonly purpose: string;
  /** Nothing that users meet fails without it. */
  readonly optional: boolean;
  /** Answers where it is. @throws an error whose message names what would help */
  readonly obtain: (log: Log) => Promise<string>;
}

export const libyara: Requirement = {
  name: 'libyara',
  purpose: 'judging rules as YARA does, and scanning',
  optional: false,
  obtain: async (log) => {
    const found = await probeEngine().catch(async () => {
      await obtainLibyara({ cache: cacheFolder(), log });
      return probeEngine();
    });
    return `${found.path} (${found.version})`;
  },
};

export const testLibraries: Requirement = {
  name: 'libyara 4.2 and 4.5 with yara and yarac',
  purpose: 'the engine tests, which compare with the programs of the same version',
  optional: false,
  obtain: async (log) => {
    const found = await obtainTestLibraries({ cache: cacheFolder(), log });
    return found.map(({ packages }) => packages.root).join(', ');
  },
};

export const sourceOracles: Requirement = {
  name: "YARA's source and cflow",
  purpose: 'the tests that compare what is extracted from C with what ctags and cflow find',
  optional: true,
  obtain: async (log) => {
    const { source, version, cflow } = await obtainSourceOracles({ cache: cacheFolder(), log });
    return `${source} (${version}), ${cflow.root}`;
  },
};

export const vscodeServer: Requirement = {
  name: 'VS Code server',
  purpose: '`npm start` without a desktop VS Code, and the end-to-end tests',
  optional: false,
  obtain: () => obtainVscodeServer(),
};

export const chromium: Requirement = {
  name: 'Chromium',
  purpose: 'the end-to-end tests and screenshots',
  optional: false,
  obtain: async (log) => (await obtainChromium(log)).program,
};

export const treeSitterCli: Requirement = {
  name: 'tree-sitter program',
  purpose: 'the check that the generated parser is current',
  optional: true,
  obtain: async (log) => {
    const { command, args, version } = await obtainTreeSitterCli(log);
    return `${args.at(-1) ?? command} (${version})`;
  },
};

export const ctags: Requirement = {
  name: 'universal-ctags',
  purpose: 'the tests that compare the symbols of the dictionary with those that it finds',
  optional: true,
  obtain: async (log) => {
    return (
      await obtainDebianPackages({ cache: cacheFolder(), log, name: 'universal-ctags', packages: ['universal-ctags'] })
    ).root;
  },
};

export const ansible: Requirement = {
  name: 'the sources of ansible',
  purpose: 'the tests that read Python and PowerShell which others wrote',
  optional: true,
  obtain: async (log) =>
    (await obtainDebianPackages({ cache: cacheFolder(), log, name: 'ansible', packages: ['ansible'] })).root,
};

export const portPairs: Requirement = {
  name: 'the sources of coreutils and sudo with their Rust ports',
  purpose: 'the tests that hold the gap audit against ports which others wrote',
  optional: true,
  obtain: async (log) => {
    const found = await obtainPortPairs({ cache: cacheFolder(), log });
    return found.flatMap(({ legacy, port }) => [legacy, port]).join(', ');
  },
};

export const requirements: readonly Requirement[] = [
  libyara,
  testLibraries,
  sourceOracles,
  vscodeServer,
  chromium,
  treeSitterCli,
  ctags,
  ansible,
  portPairs,
];

/** Obtains one thing and says how it went. Answers whether it is there. */
export async function obtain(requirement: Requirement, log: Log): Promise<boolean> {
  const began = performance.now();
  try {
    const place = await requirement.obtain((line) => log(`  ${line}`));
    log(`${requirement.name}: ${place} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
    return true;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`${requirement.name}: missing. It is for ${requirement.purpose}.\n  ${reason.replaceAll('\n', '\n  ')}`);
    return false;
  }
}

/**
 * Obtains everything and says how each went. npm's download goes on beside those of Debian's packages.
 * Answers whether all that is needed is there.
 */
export async function obtainAll(log: Log): Promise<boolean> {
  const beside = obtain(vscodeServer, log);
  let complete = true;
  for (const requirement of requirements) {
    const there = await (requirement === vscodeServer ? beside : obtain(requirement, log));
    complete &&= there || requirement.optional;
  }
  return complete;
}
