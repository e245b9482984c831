/**
 * Measures the engine against `yarac` and `yara` of the same version, alternately, so that other load on the machine falls
 * on both. Needs the corpora. `node test/engine/bench.ts [rounds] [folder to scan]`
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { obtainTestLibraries } from '../../native/libyara/obtain/libyaraPackages.ts';
import { cacheFolder } from '../../server/src/common/paths.ts';
import { WorkerPool } from '../../server/src/engine/workerPool.ts';
import { compileJob, scanJob } from './jobs.ts';
import { program } from './oracle.ts';

const rounds = Number(process.argv[2] ?? 3);
const scanned = process.argv[3] ?? '/usr/bin';
const corpora = process.env['CRYPTEX_CORPORA'] ?? join(import.meta.dirname, '../../../shared/corpora');
const workers = 2;

const folder = mkdtempSync(join(tmpdir(), 'cryptex-bench-'));
const externals = ['filename', 'filepath', 'extension', 'filetype', 'owner'].map(
  (name) => ({ type: 'string', name, value: '' }) as const,
);
const defined = externals.flatMap(({ name }) => ['-d', `${name}=`]);

for (const { version, packages } of await obtainTestLibraries({ cache: cacheFolder() })) {
  const [libraries = ''] = packages.libraryPath;
  const name = readdirSync(libraries).find((file) => /^libyara\.so\.\d+$/.test(file)) ?? '';
  const env = { ...process.env, LD_LIBRARY_PATH: libraries };
  const bin = (tool: string) => join(packages.root, 'usr/bin', tool);
  console.log(`libyara ${version}`);

  const starts: number[] = [];
  for (let round = 0; round < rounds * 3; round++) {
    await using fresh = new WorkerPool({ workers: 1, libyara: join(libraries, name) });
    starts.push(await timed(async () => fresh.ready()));
  }
  report('start of a worker until it is ready', starts);

  await using pool = new WorkerPool({ workers, libyara: join(libraries, name) });
  pool.start();
  await pool.ready();
  for (const path of [
    'signature-base/yara/yara-rules_vuln_drivers_strict_renamed.yar',
    'yara-rules/packers/peid.yar',
  ]) {
    const file = readdirSync(join(corpora, path, '..')).includes(path.split('/').at(-1) ?? '')
      ? join(corpora, path)
      : '';
    if (file === '') continue;
    const size = `${(statSync(file).size / 1e6).toFixed(2)} MB`;
    const bytes = readFileSync(file);
    const ours: number[] = [];
    const theirs: number[] = [];
    for (let round = 0; round < rounds * 2; round++) {
      ours.push(await timed(async () => pool.run(compileJob([{ path: file, bytes }]))));
      theirs.push(await timed(async () => program(bin('yarac'), [...defined, file, '/dev/null'], env)));
    }
    report(`check of ${path} (${size}), round trip`, ours);
    report(`  yarac of the same file, process and all`, theirs);
  }

  const rules = join(folder, `${version}.yarc`);
  const ruleFolder = join(corpora, 'signature-base/yara');
  const sources = readdirSync(ruleFolder)
    .filter((file) => /\.yara?$/.test(file))
    .map((file) => ({ path: join(ruleFolder, file), namespace: file }));
  const compiles: number[] = [];
  for (let round = 0; round < rounds; round++) {
    compiles.push(await timed(async () => pool.run(compileJob(sources, { want: 'save', output: rules, externals }))));
  }
  report(`compile and save ${sources.length} files of signature-base`, compiles);

  const targets = filesBelow(scanned);
  const list = join(folder, 'targets');
  writeFileSync(list, `${targets.map(({ path }) => path).join('\n')}\n`);
  const megabytes = targets.reduce((sum, { size }) => sum + size, 0) / 1e6;
  console.log(`scan of ${targets.length} files, ${megabytes.toFixed(0)} MB, below ${scanned}, ${workers} at once`);
  const ours: number[] = [];
  const theirs: number[] = [];
  const ourCpu: number[] = [];
  const theirCpu: number[] = [];
  for (let round = 0; round < rounds; round++) {
    let found = 0;
    const before = cpuOf(pool) + ownCpu();
    ours.push(
      await timed(async () => {
        // Largest first, so that none is left for the end.
        const queue = targets.toSorted((a, b) => b.size - a.size).values();
        const pull = async () => {
          for (const { path } of queue) found += (await pool.run(scanJob(rules, path))).matches.length;
        };
        await Promise.all(Array.from({ length: workers }, pull));
      }),
    );
    ourCpu.push(cpuOf(pool) + ownCpu() - before);
    let lines = 0;
    const script = `times_file=${list}.times; { time -p "$0" "$@"; } 2> $times_file`;
    theirs.push(
      await timed(async () => {
        const args = ['-c', script, bin('yara'), '-w', '-C', '-p', String(workers), rules, '--scan-list', list];
        const { stdout } = await program('bash', args, env);
        lines = stdout.toString('latin1').split('\n').filter(Boolean).length;
      }),
    );
    const times = readFileSync(`${list}.times`, 'utf8');
    theirCpu.push([...times.matchAll(/^(?:user|sys) ([\d.]+)$/gm)].reduce((sum, [, s]) => sum + Number(s) * 1000, 0));
    console.log(`  round ${round + 1}: rules that matched: ${found}, by yara: ${lines}`);
  }
  report('  engine, wall', ours);
  report('  yara,   wall', theirs);
  report('  engine, processor time', ourCpu);
  report('  yara,   processor time', theirCpu);
  const ratio = (a: number[], b: number[]) => (median(a) / median(b)).toFixed(3);
  console.log(`  engine / yara: wall ${ratio(ours, theirs)}, processor time ${ratio(ourCpu, theirCpu)}`);
}
rmSync(folder, { recursive: true });

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

function report(what: string, milliseconds: readonly number[]): void {
  const [low, high] = [Math.min(...milliseconds), Math.max(...milliseconds)];
  console.log(`${what}: ${median(milliseconds).toFixed(0)} ms (${low.toFixed(0)} to ${high.toFixed(0)})`);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/** Milliseconds that the workers have computed so far; a clock tick is 10 ms. */
function cpuOf(pool: WorkerPool): number {
  return pool.processes.reduce((sum, { pid = 0 }) => {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return sum + (Number(fields[11]) + Number(fields[12])) * 10;
  }, 0);
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Links are not followed. */
function filesBelow(root: string): { path: string; size: number }[] {
  return readdirSync(root, { withFileTypes: true }).flatMap((entry) => {
    const path = join(root, entry.name);
    if (entry.isDirectory()) return filesBelow(path);
    return entry.isFile() ? [{ path, size: statSync(path).size }] : [];
  });
}
