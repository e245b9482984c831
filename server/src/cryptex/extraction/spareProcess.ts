/** A process that has parsed before and waits for the next file that is saved: starting one takes longer than the file. */
import type { ExtractionEvents, ExtractionProcess } from './extractionProcess.ts';

/** Milliseconds that it waits. */
const patience = 120_000;

export class SpareProcess {
  #process: ExtractionProcess | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** One that is ready and has nothing to do; ends it where there is one already. */
  keep(process: ExtractionProcess): void {
    if (this.#process) {
      process.kill('it is not needed any more');
      return;
    }
    this.#process = process;
    process.listen({
      reply: () => process.kill('it sent something without being asked'),
      end: () => this.#forget(process),
    });
    process.holdNobody();
    this.#timer = setTimeout(() => process.kill('it is not needed any more'), patience);
    this.#timer.unref();
  }

  /** Undefined where there is none; the events of one that is answered go to `events` from then on. */
  take(events: ExtractionEvents): ExtractionProcess | undefined {
    const process = this.#process;
    if (!process) return undefined;
    this.#forget(process);
    process.listen(events);
    return process;
  }

  #forget(process: ExtractionProcess): void {
    if (this.#process !== process) return;
    this.#process = undefined;
    clearTimeout(this.#timer);
  }
}
