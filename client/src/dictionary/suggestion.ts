/** What a language model suggests for a summary. Knows nothing of the editor. */
import type { Entry } from '../../../server/src/protocol/cryptex.ts';
import type { Suggestion } from '../../../server/src/protocol/entryView.ts';
import { summaryOf, summaryPrompt } from './summaryPrompt.ts';

export interface Model {
  readonly name: string;
  /** Its answer, piece by piece. */
  readonly ask: (prompt: string) => AsyncIterable<string>;
}

/** Characters after which an answer is no summary any more, and no longer listened to. */
const maxAnswer = 20_000;

/** Never rejects: what went wrong is told as the suggestion. */
export async function suggestionOf(
  findModel: () => Promise<Model | undefined>,
  entry: Entry,
  source: readonly string[],
): Promise<Suggestion> {
  try {
    const model = await findModel();
    if (!model)
      return failed('There is no language model in this editor. Extensions such as GitHub Copilot bring one.');
    let answer = '';
    for await (const part of model.ask(summaryPrompt(entry, source))) {
      answer += part;
      if (answer.length > maxAnswer) break;
    }
    const text = summaryOf(answer);
    return text === ''
      ? failed(`${model.name} has answered nothing that could be a summary.`)
      : { state: 'there', text, model: model.name };
  } catch (error) {
    return failed(error instanceof Error ? error.message : String(error));
  }
}

const failed = (reason: string): Suggestion => ({ state: 'failed', reason });
