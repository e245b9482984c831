/** Asks a language model of the editor for a summary. What it says is only shown; saving it is for a person. */
import * as vscode from 'vscode';
import type { Entry } from '../../../server/src/protocol/cryptex.ts';
import type { Suggestion } from '../../../server/src/protocol/entryView.ts';
import { suggestionOf, type Model } from './suggestion.ts';

/** Never rejects. The editor itself asks a person, the first time, whether the model may be used. */
export async function suggestSummary(
  entry: Entry,
  source: readonly string[],
  token: vscode.CancellationToken,
): Promise<Suggestion> {
  return await suggestionOf(() => firstModel(token), entry, source);
}

async function firstModel(token: vscode.CancellationToken): Promise<Model | undefined> {
  // Editors that are built from VS Code may lack it.
  const [model] = 'lm' in vscode ? await vscode.lm.selectChatModels() : [];
  return (
    model && {
      name: model.name,
      ask: async function* (prompt) {
        const response = await model.sendRequest([vscode.LanguageModelChatMessage.User(prompt)], {}, token);
        yield* response.text;
      },
    }
  );
}
