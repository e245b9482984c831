/** The settings of each resource, asked of the client once and kept until they change. */
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { YaraSettings } from '../protocol/languageServer.ts';
import { pathOf } from '../workspace/documents.ts';
import { externalVariables, type CompileSettings } from '../workspace/settings.ts';

export interface SettingsSource {
  /** The section `yara` for a resource, as the client has it; anything, until it is checked. */
  read(uri: string): Promise<unknown>;
  /** The workspace folder that a resource is in. */
  folderOf(uri: string): string | undefined;
  /** A setting is not what it should be; said once a change. */
  complain(message: string): void;
}

const defaults = v.parse(YaraSettings, {});

export class SettingsStore {
  readonly #source: SettingsSource;
  readonly #byFolder = new Map<string, Promise<YaraSettings>>();

  constructor(source: SettingsSource) {
    this.#source = source;
  }

  /** Forgets everything: the client says that settings have changed. */
  changed(): void {
    this.#byFolder.clear();
  }

  settings(uri: string): Promise<YaraSettings> {
    const key = this.#source.folderOf(uri) ?? uri;
    const known = this.#byFolder.get(key);
    if (known) {
      return known;
    }
    const settings = this.#source.read(uri).then((value) => this.#check(value));
    this.#byFolder.set(key, settings);
    return settings;
  }

  async compileSettings(uri: string): Promise<CompileSettings> {
    const settings = await this.settings(uri);
    const base = this.#baseOf(uri);
    return {
      externals: externalVariables(settings),
      includeDirectories: settings.includeDirectories.map((folder) => resolve(base, folder)),
    };
  }

  /** Absolute paths or globs. */
  async compileRoots(uri: string): Promise<string[]> {
    const { compileRoots } = await this.settings(uri);
    return compileRoots.map((pattern) => resolve(this.#baseOf(uri), pattern));
  }

  /** What relative paths in the settings of a resource are relative to. */
  #baseOf(uri: string): string {
    const folder = this.#source.folderOf(uri);
    return folder === undefined ? dirname(pathOf(uri)) : pathOf(folder);
  }

  #check(value: unknown): YaraSettings {
    const checked = v.safeParse(YaraSettings, value ?? {});
    if (checked.success) {
      return checked.output;
    }
    const [issue] = checked.issues;
    this.#source.complain(`The setting yara.${v.getDotPath(issue) ?? ''} is not used: ${issue.message}.`);
    return defaults;
  }
}
