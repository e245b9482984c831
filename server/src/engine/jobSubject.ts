import { type EngineJob } from '../protocol/engine.ts';
import { targetName } from '../protocol/scanJob.ts';

/** What a job works on, for messages about its end: "compiling /rules/a.yar". */
export function jobSubject(job: EngineJob): string {
  switch (job.kind) {
    case 'compile': {
      const [first, ...others] = job.sources;
      return `compiling ${first?.path ?? 'nothing'}${others.length > 0 ? ` and ${others.length} more` : ''}`;
    }
    case 'scan':
      return `scanning ${targetName(job.target)}`;
    case 'scan-files': {
      const [first, ...others] = job.paths;
      return `scanning ${first ?? 'nothing'}${others.length > 0 ? ` and ${others.length} more` : ''}`;
    }
    case 'stats':
      return `counting the rules ${job.rules}`;
    case 'describe':
      return 'describing libyara';
  }
}
