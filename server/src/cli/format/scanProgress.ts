/** The status line of a running scan. */
import type { ScanEvent } from '../../protocol/scan.ts';

type Progress = Extract<ScanEvent, { type: 'progress' }>;

export class ScanProgress {
  readonly #began: number;

  constructor(began = performance.now()) {
    this.#began = began;
  }

  /** Files, throughput, matches and, once the number of files is known, the time that the others will take. */
  line({ done, found, bytes, walking, matches = 0 }: Progress, now = performance.now()): string {
    const seconds = Math.max(0.001, (now - this.#began) / 1000);
    const files = `${done} of ${found}${walking ? '…' : ''} files`;
    const left = walking || done === 0 ? '' : `, ${duration(((found - done) / done) * seconds)} left`;
    return `${files}, ${megabytes(bytes)} (${megabytes(bytes / seconds)}/s), ${matches} matches${left}`;
  }
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
