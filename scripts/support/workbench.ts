/** A real VS Code on this machine's loopback: server, browser and one page with the workbench. */
import type { Browser, Page } from 'playwright-core';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { launchChromium, obtainChromium } from './chromium.ts';
import { installExtension, obtainVscodeServer, VscodeServer } from './vscodeServer.ts';

export interface WorkbenchOptions {
  /** Installed before the start, as users install it. */
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** With trust on, folders open in restricted mode until somebody trusts them. Off unless told. */
  readonly trust?: boolean;
  /** Honour test paths in the address. */
  readonly forTests?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  readonly size?: { readonly width: number; readonly height: number };
}

export class Workbench {
  readonly server: VscodeServer;
  readonly page: Page;
  readonly #browser: Browser;
  readonly #profile: string;

  private constructor(server: VscodeServer, browser: Browser, page: Page, profile: string) {
    this.server = server;
    this.page = page;
    this.#browser = browser;
    this.#profile = profile;
  }

  /** Starts everything with a fresh profile; the page is blank until it goes to one of the server's addresses. */
  static async start(options: WorkbenchOptions): Promise<Workbench> {
    const program = await obtainVscodeServer();
    const chromium = await obtainChromium();
    const profile = await mkdtemp(join(tmpdir(), 'yara-cryptex-vscode-'));
    const folders = { program, dataFolder: join(profile, 'data'), extensionsFolder: join(profile, 'extensions') };
    if (options.vsix !== undefined) await installExtension(folders, options.vsix);
    const server = await VscodeServer.start({
      ...folders,
      settings: { 'security.workspace.trust.enabled': options.trust ?? false, ...options.settings },
      forTests: options.forTests ?? false,
      env: options.env ?? {},
    });
    try {
      const browser = await launchChromium(chromium);
      const page = await browser.newPage({ viewport: options.size ?? { width: 1280, height: 800 } });
      return new Workbench(server, browser, page, profile);
    } catch (error) {
      await server.stop();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.server.stop();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
