/** Processes that parse files side by side. What a file does to its process is told of that file alone. */
import type { ExtractionReply } from '../../protocol/extraction.ts';
import { ExtractionProcess, type ExtractionEvents } from './extractionProcess.ts';
import type { SpareProcess } from './spareProcess.ts';

export interface CrewFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** In bytes. */
  readonly size: number;
  /** SHA-256 of the bytes as they were last. */
  readonly known: string | undefined;
}

export interface CrewOptions {
  /** Absolute. */
  readonly root: string;
  readonly workers: number;
  /** Milliseconds that one file may take. */
  readonly patience: number;
  /** The program of the processes; for tests. */
  readonly entry?: string | undefined;
  /** Where a process that is ready is taken from at first, and left at the end. */
  readonly spare?: SpareProcess | undefined;
}

/** Of a job: as many files as keep a process busy while the next job is on its way. */
const filesAtOnce = 16;
const bytesAtOnce = 256 * 1024;
/** Ends of processes in a row before any of them was ready. */
const startsInVain = 3;
/** Milliseconds until a process has to be ready. */
const startPatience = 60_000;

/** What is told of a file. */
export type FileReply = Exclude<ExtractionReply, { type: 'ready' }>;

interface Member<F> {
  readonly process: ExtractionProcess;
  /** Of its job, those that it has not answered. */
  files: F[];
  timer: NodeJS.Timeout | undefined;
  isReady: boolean;
}

export class ExtractionCrew<F extends CrewFile> {
  readonly #options: CrewOptions;
  readonly #onReply: (file: F, reply: FileReply) => void;
  readonly #onBroken: (error: Error) => void;
  readonly #members = new Set<Member<F>>();
  readonly #waiting: F[] = [];
  #failedStarts = 0;
  #isEnded = false;

  /** `onBroken` comes when no process can be started; nothing comes after it. */
  constructor(options: CrewOptions, onReply: (file: F, reply: FileReply) => void, onBroken: (error: Error) => void) {
    this.#options = options;
    this.#onReply = onReply;
    this.#onBroken = onBroken;
  }

  get isIdle(): boolean {
    return this.#waiting.length === 0 && [...this.#members].every(({ files }) => files.length === 0);
  }

  add(file: F): void {
    if (this.#isEnded) return;
    this.#waiting.push(file);
    // The first jobs wait for some more files, so that they are no jobs of one.
    if (this.#waiting.length >= filesAtOnce) this.#assign();
  }

  /** No more files will come soon. */
  flush(): void {
    this.#assign();
  }

  end(): void {
    this.#isEnded = true;
    this.#waiting.length = 0;
    for (const member of this.#members) {
      clearTimeout(member.timer);
      const { spare } = this.#options;
      if (spare && member.isReady && member.files.length === 0) spare.keep(member.process);
      else member.process.kill('it is not needed any more');
    }
    this.#members.clear();
  }

  #assign(): void {
    for (const member of this.#members) {
      if (this.#waiting.length === 0) return;
      if (member.files.length === 0) this.#give(member);
    }
    while (this.#waiting.length > 0 && this.#members.size < this.#options.workers) this.#give(this.#start());
  }

  #give(member: Member<F>): void {
    const { root, workers } = this.#options;
    // Towards the end jobs become smaller, so that all processes end at about the same time.
    const most = Math.min(filesAtOnce, Math.ceil(this.#waiting.length / workers));
    let count = 0;
    for (let size = 0; count < most && (count === 0 || size < bytesAtOnce); count += 1)
      size += this.#waiting[count]?.size ?? 0;
    member.files = this.#waiting.splice(0, count);
    member.process.send({
      root,
      files: member.files.map(({ path, known }) => ({ path, ...(known !== undefined && { known }) })),
    });
    this.#watch(member);
  }

  #start(): Member<F> {
    const events: ExtractionEvents = {
      reply: (reply) => this.#answered(member, reply),
      end: (reason) => this.#ended(member, reason),
    };
    const spare = this.#options.spare?.take(events);
    const process = spare ?? new ExtractionProcess(events, this.#options.entry);
    const member: Member<F> = { process, files: [], timer: undefined, isReady: spare !== undefined };
    this.#members.add(member);
    return member;
  }

  #watch(member: Member<F>): void {
    clearTimeout(member.timer);
    if (member.files.length === 0) return;
    const patience = member.isReady ? this.#options.patience : startPatience;
    member.timer = setTimeout(
      () => member.process.kill(`it took more than ${Math.round(patience / 1000)} seconds`),
      patience,
    );
  }

  #answered(member: Member<F>, reply: ExtractionReply): void {
    if (!this.#members.has(member)) return;
    if (reply.type === 'ready') {
      member.isReady = true;
      this.#failedStarts = 0;
      this.#watch(member);
      return;
    }
    const file = member.files.shift();
    this.#watch(member);
    if (member.files.length === 0) this.#assign();
    if (file) this.#onReply(file, reply);
  }

  #ended(member: Member<F>, reason: string): void {
    clearTimeout(member.timer);
    if (!this.#members.delete(member)) return;
    // What ends before it is ready has looked at no file.
    const file = member.isReady ? member.files.shift() : undefined;
    this.#waiting.unshift(...member.files);
    if (!member.isReady) this.#failedStarts += 1;
    if (this.#failedStarts > startsInVain * this.#options.workers) {
      this.end();
      this.#onBroken(new Error(`The processes that parse source files can't run: ${reason}.`));
      return;
    }
    this.#assign();
    if (file) this.#onReply(file, { type: 'failed', reason: `The parser could not cope with it: ${reason}.` });
  }
}
