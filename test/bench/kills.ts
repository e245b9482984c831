/**
 * `npm run bench -- kills`: ends `cryptex scan`, its workers and the service host with SIGKILL at random moments of scans that
 * are recorded, each 200 times (BENCH_ROUNDS), and looks whether anything that was acknowledged is lost, or anything there
 * twice. Build first. What it prints is counted; it ends with code 1 when something is wrong.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { defaultRetention } from '../../server/src/protocol/history.ts';
import type { ScanRequest } from '../../server/src/protocol/scan.ts';
import {
  scanEventsNotification,
  serviceRequests,
  type ScanEvents,
  type ServiceResult,
} from '../../server/src/protocol/service.ts';
import { ScanHistory } from '../../server/src/store/scanHistory.ts';
import { Store } from '../../server/src/store/store.ts';
import { end, start } from '../cli/support/cryptex.ts';
import { testLibraries } from '../cli/support/libraries.ts';
import { RunningHost } from '../cli/support/runningHost.ts';
import { Workspace } from '../cli/support/workspace.ts';

const rounds = Number(process.env['BENCH_ROUNDS'] ?? '200');
const files = 2000;

interface Ran {
  /** The scan's name, where it was acknowledged. */
  readonly name: string | undefined;
  /** Of the time in which it can be killed. */
  readonly milliseconds: number;
}

/** Runs a scan and kills something after that time. */
type Scan = (workspace: Workspace, milliseconds: number) => Promise<Ran>;

export async function run(): Promise<void> {
  const library = (await testLibraries()).find(({ path }) => path !== undefined);
  if (library?.path === undefined) {
    console.log('skipped: libyara is not here (npm run setup)');
    return;
  }
  for (const [name, scan] of Object.entries({
    cli: killingProgram,
    worker: killingWorker,
    'service host': killingHost,
  })) {
    const samples = Object.fromEntries(Array.from({ length: files }, (_, file) => [`d/${file}`, `hit ${file}`]));
    const workspace = await Workspace.create(library.path, {
      'r.yar': 'rule a { strings: $a = "hit" condition: $a } rule b { condition: true }',
      ...samples,
    });
    try {
      await mkdir(workspace.path('.cryptex'));
      await killAtRandom(name, scan, workspace);
    } finally {
      await workspace.remove();
    }
  }
}

async function killAtRandom(name: string, scan: Scan, workspace: Workspace): Promise<void> {
  // The first one also compiles.
  const ran = [await scan(workspace, 60_000), await scan(workspace, 60_000)];
  const whole = ran[1]?.milliseconds ?? 0;
  while (ran.length < rounds) ran.push(await scan(workspace, whole * Math.random()));
  const notices: string[] = [];
  await using store = new Store(workspace.path('.cryptex/cryptex.sqlite'), { onNotice: (text) => notices.push(text) });
  const history = new ScanHistory(store);
  await history.takeUp();
  const problems = [...notices, ...(await store.check())];
  const entries = await history.list();
  const states = new Map(entries.map((entry) => [entry.scan, entry.state]));
  const names = ran.map(({ name: scanned }) => scanned).filter((scanned) => scanned !== undefined);
  for (const scanned of names) {
    if (states.get(scanned) !== 'complete') problems.push(`scan ${scanned} was acknowledged and is lost`);
  }
  let results = 0;
  for (const { scan: recorded, state } of entries) {
    const paths = await pathsOf(history, recorded);
    results += paths.length;
    if (new Set(paths).size !== paths.length) problems.push(`scan ${recorded} has results twice`);
    if (state === 'complete' && paths.length !== files) problems.push(`scan ${recorded} has ${paths.length} results`);
  }
  const incomplete = entries.filter(({ state }) => state === 'incomplete').length;
  console.log(
    `${name}: ${rounds} scans of ${(whole / 1000).toFixed(1)} s, ${names.length} acknowledged, ` +
      `${entries.length} recorded (${incomplete} incomplete), ${results} results, ${problems.length} problems`,
  );
  for (const problem of problems) console.log(`  ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

async function pathsOf(history: ScanHistory, scan: string): Promise<string[]> {
  const paths: string[] = [];
  for (let from: number | undefined = 0; from !== undefined;) {
    const page = await history.events(scan, { from });
    paths.push(...page.events.map(({ path }) => path));
    from = page.next;
  }
  return paths;
}

const program = ['scan', 'r.yar', 'd', '--format', 'ndjson', '--no-cache', '-p', '2'];

const killingProgram: Scan = async (workspace, milliseconds) => await killing(workspace, milliseconds, 'program');

/** Whatever becomes of its worker, the scan has to end well and to tell of every file. */
const killingWorker: Scan = async (workspace, milliseconds) => {
  const ran = await killing(workspace, milliseconds, 'worker');
  if (ran.name === undefined) throw new Error('The scan has failed, and only a worker was killed.');
  return ran;
};

/** Its clock starts with the scan, so that there are results when it is killed. */
async function killing(workspace: Workspace, milliseconds: number, what: 'program' | 'worker'): Promise<Ran> {
  const child = start(program, workspace.options);
  let began = 0;
  let timer: NodeJS.Timeout | undefined;
  child.stdout.once('data', () => {
    began = performance.now();
    const kill = (): void => void (what === 'program' ? child.kill('SIGKILL') : killChildOf(child.pid));
    timer = setTimeout(kill, milliseconds);
  });
  const { code, stdout } = await end(child);
  clearTimeout(timer);
  return {
    name: code === 0 ? /"scan":"([^"]+)"/.exec(stdout)?.[1] : undefined,
    milliseconds: performance.now() - began,
  };
}

async function killChildOf(parent: number | undefined): Promise<void> {
  const children = await readFile(`/proc/${String(parent)}/task/${String(parent)}/children`, 'utf8').catch(() => '');
  const pids = children.trim().split(' ').filter(Boolean).map(Number);
  const pid = pids[Math.floor(Math.random() * pids.length)];
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

/** As {@link killing}. */
const killingHost: Scan = async (workspace, milliseconds) => {
  await using host = new RunningHost({}, workspace.options.env ?? {});
  const { child, connection } = host;
  let name: string | undefined;
  let began = 0;
  let timer: NodeJS.Timeout | undefined;
  connection.onNotification(scanEventsNotification, ({ events }: ScanEvents) => {
    for (const event of events) {
      if (event.type !== 'started') continue;
      name = event.scan;
      began = performance.now();
      timer = setTimeout(() => child.kill('SIGKILL'), milliseconds);
    }
  });
  // A connection whose other side is gone answers nothing.
  const ended = new Promise<undefined>((resolve) => child.once('exit', () => resolve(undefined)));
  const request: ScanRequest = {
    rules: [{ path: workspace.path('r.yar') }],
    targets: [workspace.path('d')],
    recursive: true,
    workers: 2,
    externals: [],
    includeDirectories: [],
    timeoutSeconds: 0,
    fast: false,
    maxMatchesPerPattern: 10,
    maxMatchBytes: 16,
  };
  const record = { store: { folder: workspace.folder }, retention: { ...defaultRetention, scans: 1000 } };
  const answer = connection
    .sendRequest<ServiceResult<'scan'>>(serviceRequests.scan.method, { scan: 's', request, record })
    .catch(() => undefined);
  const outcome = await Promise.race([answer, ended]);
  clearTimeout(timer);
  return { name: outcome?.type === 'ran' ? name : undefined, milliseconds: performance.now() - began };
};
