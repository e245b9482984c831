/** Code actions that make rules ready for YARA-X: one for each thing that can be mended safely, and one for all of them. */
import {
  CodeActionKind,
  type CancellationToken,
  type CodeAction,
  type CodeActionParams,
  type TextEdit,
} from 'vscode-languageserver-protocol';
import * as v from 'valibot';
import { EngineError, messageOf } from '../common/errors.ts';
import type { TextEdit as IndexEdit } from '../protocol/readiness.ts';
import { isWithin, type FileReadiness } from './fileReadiness.ts';
import { isOfKind } from './codeActionKinds.ts';
import { refusalRange } from './readinessDiagnostics.ts';

/** Of the action for a whole file. */
export const fixAllKind = `${CodeActionKind.SourceFixAll}.yara-x`;

/** What an action for a whole file carries until it is chosen. */
const FixAll = v.object({ yaraX: v.literal('fix-all'), uri: v.string() });

export interface ReadinessActionsContext {
  /** What is known of an open file as it is now. */
  readonly readinessOf: (uri: string) => FileReadiness | undefined;
  /** For the log. */
  readonly complain: (message: string) => void;
}

export class ReadinessActions {
  readonly #context: ReadinessActionsContext;

  constructor(context: ReadinessActionsContext) {
    this.#context = context;
  }

  /** The edit of an action for the whole file is worked out by {@link resolve}. */
  async actions(
    { textDocument: { uri }, range, context }: CodeActionParams,
    token: CancellationToken,
  ): Promise<CodeAction[]> {
    const readiness = this.#context.readinessOf(uri);
    if (!readiness) return [];
    const { refusals } = readiness;
    const actions: CodeAction[] = [];
    if (isOfKind(CodeActionKind.QuickFix, context.only)) {
      const [here, elsewhere] = partition(refusals, (one) => isWithin(one, range));
      let tried = 0;
      for (const refusal of here) {
        if (token.isCancellationRequested) return [];
        if (!readiness.mayBeFixed(refusal)) continue;
        tried += 1;
        const fix = await this.#orNothing(uri, readiness.safeFix(refusal));
        if (!fix) continue;
        const { start } = refusalRange(refusal);
        actions.push({
          title: `${fix.title} (for YARA-X)`,
          kind: CodeActionKind.QuickFix,
          isPreferred: true,
          diagnostics: context.diagnostics.filter(
            ({ source, code, range: at }) =>
              source === 'yara-x' &&
              code === refusal.kind &&
              at.start.line === start.line &&
              at.start.character === start.character,
          ),
          edit: { changes: { [uri]: textEdits(readiness, fix.edits) } },
        });
      }
      const areOthers = tried > 1 || elsewhere.some((one) => readiness.mayBeFixed(one));
      if (actions.length > 0 && areOthers) actions.push(fixAll(uri, CodeActionKind.QuickFix));
    }
    // An action of the source is not for a place: it is offered where somebody asks for such.
    if (context.only && isOfKind(fixAllKind, context.only) && refusals.some((one) => readiness.mayBeFixed(one)))
      actions.push(fixAll(uri, fixAllKind));
    return actions;
  }

  /** An action with its edit; it has none where nothing can be mended safely, or the text has changed meanwhile. */
  async resolve(action: CodeAction, signal: AbortSignal): Promise<CodeAction> {
    const data = v.safeParse(FixAll, action.data);
    if (!data.success) return action;
    const { uri } = data.output;
    const readiness = this.#context.readinessOf(uri);
    const change = readiness && (await this.#orNothing(uri, readiness.mend(signal)));
    if (!change || this.#context.readinessOf(uri) !== readiness) return action;
    return { ...action, edit: { changes: { [uri]: textEdits(readiness, change.edits) } } };
  }

  /** An engine that failed has nothing to offer. */
  async #orNothing<T>(uri: string, asked: Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await asked;
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code !== 'cancelled')
        this.#context.complain(`What would make ${uri} ready for YARA-X could not be tried: ${messageOf(error)}`);
      return undefined;
    }
  }
}

function fixAll(uri: string, kind: string): CodeAction {
  const data: v.InferOutput<typeof FixAll> = { yaraX: 'fix-all', uri };
  return { title: 'Make all safe changes for YARA-X in this file', kind, data };
}

/** Those for which something holds, and the others. */
function partition<T>(all: readonly T[], holds: (one: T) => boolean): [T[], T[]] {
  return [all.filter((one) => holds(one)), all.filter((one) => !holds(one))];
}

function textEdits(readiness: FileReadiness, edits: readonly IndexEdit[]): TextEdit[] {
  return edits.map((edit) => ({ range: readiness.rangeOf(edit), newText: edit.text }));
}
