/** The gap audit of the workspace, as the extension sees it: whether there is one, its totals, and questions to it. */
import * as vscode from 'vscode';
import type { CancellationToken } from 'vscode-jsonrpc';
import type { IndexProgress } from '../../../server/src/protocol/dictionaryView.ts';
import type { GapChange, GapComponent, GapRun } from '../../../server/src/protocol/gap.ts';
import type { GapAuditSettings, GapAuditSummary } from '../../../server/src/protocol/gapView.ts';
import type { ServiceParams, ServiceResult } from '../../../server/src/protocol/service.ts';
import { contextKeys } from '../contributions.ts';
import type { Dictionary, Standing } from '../dictionary/dictionary.ts';
import { excludedGlobs } from '../excludedGlobs.ts';
import type { Logs } from '../logs.ts';
import type { ServiceClient } from '../serviceClient.ts';
import { ruleSettings } from '../ruleSettings.ts';
import { readSetting } from '../settings.ts';

/** What can be asked of an audit without changing it. */
type GapQuestion =
  'gapState' | 'gapChildren' | 'gapComponent' | 'gapDecisions' | 'gapFiles' | 'gapReport' | 'exportGap';

/** An audit is of the code base of the dictionary, and in its store. */
export class GapAudit implements vscode.Disposable {
  readonly #service: ServiceClient;
  readonly #dictionary: Dictionary;
  readonly #logs: Logs;
  readonly #changed = new vscode.EventEmitter<void>();
  /** What it has found, or whether there is one, may have changed. */
  readonly onDidChange = this.#changed.event;
  readonly #subscriptions: vscode.Disposable;
  #standing: Standing = 'unknown';
  #looking: Promise<Standing> | undefined;
  #failure: unknown;
  #last: GapRun | undefined;

  constructor(service: ServiceClient, dictionary: Dictionary, logs: Logs) {
    this.#service = service;
    this.#dictionary = dictionary;
    this.#logs = logs;
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      dictionary.onDidChange(() => {
        // It may be another one from now on.
        if (dictionary.standing === 'unknown') this.#forget();
      }),
    );
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }

  /** Whether there has been an audit, or why not; `unknown` before anybody has asked. */
  get standing(): Standing {
    return this.#standing;
  }

  /** Why it is `failed`. */
  get failure(): unknown {
    return this.#failure;
  }

  /** The last audit, once somebody has looked. */
  get last(): GapRun | undefined {
    return this.#last;
  }

  /** Finds out whether there is an audit; asks only once, until something may have changed. */
  async look(): Promise<Standing> {
    if (this.#standing !== 'unknown') return this.#standing;
    this.#looking ??= this.#look().finally(() => (this.#looking = undefined));
    return await this.#looking;
  }

  /** Whether there is an audit; without a store no process is started to find out. */
  async isThere(): Promise<boolean> {
    return (await this.#dictionary.isThere()) && (await this.look()) === 'ready';
  }

  /** Finds out anew when somebody asks. */
  lookAgain(): void {
    // What it says is passed on.
    if (this.#dictionary.standing !== 'ready') this.#dictionary.forget();
    else this.#forget();
  }

  /** @throws as requests do; an Error when there is no folder for it, or none that is trusted */
  async ask<N extends GapQuestion>(
    name: N,
    params: Omit<ServiceParams<N>, 'place'>,
    token?: CancellationToken,
  ): Promise<ServiceResult<N>> {
    return await this.#dictionary.ask(name, params, token);
  }

  /** Answers the components that the changes are about, as they are then. @throws as {@link ask} */
  async decide(changes: readonly GapChange[]): Promise<GapComponent[]> {
    const decided = await this.#dictionary.ask('decideGap', { changes: [...changes] });
    await this.#renew();
    return decided;
  }

  /** Brings the dictionary in line with the disk, and the audit with the dictionary. @throws as {@link ask} */
  async audit(onProgress: (progress: IndexProgress) => void, token?: CancellationToken): Promise<GapAuditSummary> {
    const place = this.#dictionary.place();
    const params = { place, exclude: excludedGlobs(), settings: auditSettings(place.root) };
    const summary = await this.#service.audit(params, onProgress, token);
    if (this.#dictionary.standing !== 'ready') this.#dictionary.forget();
    else await this.#renew();
    return summary;
  }

  async #renew(): Promise<void> {
    await this.#look();
    this.#changed.fire();
  }

  #forget(): void {
    this.#stand('unknown');
    this.#changed.fire();
  }

  async #look(): Promise<Standing> {
    const standing = await this.#dictionary.look();
    this.#failure = this.#dictionary.failure;
    this.#last = undefined;
    if (standing !== 'ready') return this.#stand(standing);
    try {
      this.#last = (await this.ask('gapState', {})).last;
      return this.#stand(this.#last ? 'ready' : 'none');
    } catch (error) {
      this.#failure = error;
      this.#logs.client.error('The gap audit could not be read.', error instanceof Error ? error : String(error));
      return this.#stand('failed');
    }
  }

  #stand(standing: Standing): Standing {
    this.#standing = standing;
    void vscode.commands.executeCommand('setContext', contextKeys.gap, standing);
    return standing;
  }
}

function auditSettings(root: string): GapAuditSettings {
  const target = readSetting('cryptex.gap.target');
  return {
    target,
    // What is ported to is no legacy, whatever the other setting still says.
    languages: readSetting('cryptex.gap.languages').filter((language) => language !== target),
    include: readSetting('cryptex.gap.include'),
    exclude: readSetting('cryptex.gap.exclude'),
    threshold: readSetting('cryptex.gap.threshold'),
    // As the command line does.
    blame: true,
    rules: ruleSettings(vscode.Uri.file(root)),
  };
}
