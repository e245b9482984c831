/** Asking a provider of the editor as a person does: again, while it has not answered yet. */

const patience = 30_000;

/**
 * Asks until `accept` makes something of the answer, and returns that. A provider that is not registered yet, or whose
 * answer was overtaken, answers with nothing. Rejects after half a minute with the last answer.
 */
export async function askUntil<A, T>(
  ask: () => PromiseLike<A | undefined>,
  accept: (answer: A) => T | undefined,
): Promise<T> {
  const began = performance.now();
  for (let times = 1; ; times++) {
    const answer = await ask();
    const accepted = answer === undefined ? undefined : accept(answer);
    if (accepted !== undefined) {
      if (times > 1) console.log(`  asked ${times} times for the answer`);
      return accepted;
    }
    if (performance.now() - began > patience) {
      throw new Error(`Asked ${times} times; the last answer was ${JSON.stringify(answer)}`);
    }
  }
}
