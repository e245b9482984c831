/** Reads a code base: what has changed of it is parsed, by several processes. */
import { availableParallelism } from 'node:os';
import { languageOf } from '../languages/languages.ts';
import type { KnownSource, SourceEvent, SourceRequest } from '../sourceEvents.ts';
import { ExtractionCrew, type CrewFile, type FileReply } from './crew.ts';
import type { SpareProcess } from './spareProcess.ts';
import { walkSources, type WalkedFile, type WalkFault } from './walk.ts';

/** Bytes; what is larger was not written by people. */
export const largestSource = 8 * 1024 * 1024;
/** Milliseconds that one file may take. */
const patience = 30_000;
/** More processes than these don't make it faster, and each has memory of its own. */
const mostWorkers = 8;

type Found = WalkedFile & CrewFile;

export interface SourceLimits {
  /** For tests. */
  readonly patience?: number;
  /** For tests. */
  readonly entry?: string;
  /** For a program that reads again and again. */
  readonly spare?: SpareProcess;
}

/**
 * Files are told as they are done, not in the order of the walk. A file that can't be read, is too large, or that the
 * parser does not survive is left out with the reason, and all others go on.
 *
 * @throws the signal's reason when it is aborted; an error when no process can be started
 */
export async function* readSources(request: SourceRequest, limits: SourceLimits = {}): AsyncGenerator<SourceEvent> {
  const reading = new Reading(request, limits);
  try {
    yield* reading.events();
  } finally {
    reading.end();
  }
}

class Reading {
  readonly #request: SourceRequest;
  readonly #crew: ExtractionCrew<Found>;
  readonly #ready: SourceEvent[] = [];
  #found = 0;
  #done = 0;
  #isWalked = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;
  readonly #onAbort = (): void => this.#fail(this.#request.signal.reason);

  constructor(request: SourceRequest, limits: SourceLimits) {
    this.#request = request;
    const options = {
      root: request.root,
      workers: Math.max(1, request.workers ?? Math.min(availableParallelism(), mostWorkers)),
      patience: limits.patience ?? patience,
      entry: limits.entry,
      spare: limits.spare,
    };
    this.#crew = new ExtractionCrew(
      options,
      (file, reply) => this.#tell(eventOf(file, reply)),
      (error) => this.#fail(error),
    );
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  async *events(): AsyncGenerator<SourceEvent> {
    const { signal } = this.#request;
    signal.throwIfAborted();
    const walked = this.#walk().catch((error: unknown) => this.#fail(error));
    for (;;) {
      // Made before looking, so that nothing comes unnoticed in between.
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      for (const event of this.#ready.splice(0)) {
        this.#throwIfFailed();
        yield event;
      }
      this.#throwIfFailed();
      if (this.#ready.length > 0) continue;
      if (this.#isWalked && this.#crew.isIdle) break;
      await woken;
    }
    await walked;
  }

  end(): void {
    this.#failure ??= { error: new Error('ended') };
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    this.#crew.end();
  }

  async #walk(): Promise<void> {
    const { root, folder, exclude, known } = this.#request;
    const takes = (name: string) => languageOf(name) !== undefined;
    for await (const found of walkSources({ root, folder, exclude, takes })) {
      if (this.#failure) return;
      if (found.type === 'fault') {
        this.#fault(found);
        continue;
      }
      this.#found += 1;
      const before = known.get(found.path);
      if (before?.size === found.size && before.modified === found.modified)
        this.#tell({ type: 'unchanged', path: found.path });
      else if (found.size > largestSource)
        this.#tell({ type: 'leftOut', path: found.path, reason: `It is larger than ${largestSource >> 20} MB.` });
      else this.#crew.add({ ...found, known: before?.hash });
    }
    this.#isWalked = true;
    this.#crew.flush();
    this.#rouse();
  }

  /** What is known below a folder that can't be read stays. */
  #fault({ path, reason }: WalkFault): void {
    this.#ready.push({ type: 'leftOut', path, reason });
    const below = path === '' ? '' : `${path}/`;
    for (const each of this.#request.known.keys())
      if (each.startsWith(below)) this.#ready.push({ type: 'leftOut', path: each, reason });
    this.#rouse();
  }

  #tell(event: SourceEvent): void {
    this.#done += 1;
    this.#ready.push(event);
    this.#request.onProgress?.({ files: this.#done, found: this.#found });
    this.#rouse();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#crew.end();
    this.#rouse();
  }

  #throwIfFailed(): void {
    if (this.#failure) throw this.#failure.error;
  }

  #rouse(): void {
    this.#wake?.();
  }
}

function eventOf({ path, size, modified }: Found, reply: FileReply): SourceEvent {
  if (reply.type === 'same') return { type: 'restamped', path, size, modified };
  if (reply.type === 'failed') return { type: 'leftOut', path, reason: reply.reason };
  return { type: 'file', path, size, modified, hash: reply.hash, packed: reply.packed } satisfies SourceEvent &
    KnownSource;
}
