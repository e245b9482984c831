/** Whether the engine finds a libyara that works, asked as everything else asks: of a worker process. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import * as v from 'valibot';
import { WorkerReply } from '../../server/src/protocol/engine.ts';
import { type EngineInfo } from '../../server/src/protocol/engineInfo.ts';
import { root } from './paths.ts';

/**
 * Answers what the worker's own search finds. Needs no build.
 * @throws with the places that were searched and what came of each
 */
export async function probeEngine(): Promise<EngineInfo> {
  // The source rather than the bundle: set-up comes before the first build.
  const worker = fork(join(root, 'server/src/engine/worker/main.ts'), ['{}'], { serialization: 'advanced' });
  try {
    return await new Promise<EngineInfo>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', (code, signal) => {
        reject(new Error(`The libyara worker ended while it searched (${signal ?? code ?? 'unknown'}).`));
      });
      worker.on('message', (message) => {
        const reply = v.parse(WorkerReply, message);
        if (reply.type === 'ready') resolve(reply.engine);
        else if (reply.type === 'unusable') reject(new Error(reply.failure.message));
      });
    });
  } finally {
    worker.kill();
  }
}
