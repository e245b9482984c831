/** A page of webview/ in a Chromium of its own, with the test in the place of the extension. */
import { build } from 'esbuild';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, launchChromium } from '../../scripts/support/chromium.ts';
import { root } from '../../scripts/support/paths.ts';

const address = 'http://webview.test/';

/** Undefined where there is no Chromium: `npm run setup` obtains one. */
export async function openBrowser(): Promise<Browser | undefined> {
  const chromium = await findChromium();
  return chromium && launchChromium(chromium);
}

/** Hands what the page posts to `receive`. */
const postingEditor = `{
  let state;
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => void window.toExtension(message),
    getState: () => state,
    setState: (next) => void (state = next),
  });
}`;

export interface WebviewPage {
  readonly page: Page;
  /** Posts a message to the page, as the extension would. */
  readonly send: (message: unknown) => Promise<void>;
}

export interface WebviewPageOptions {
  /** The folder in webview/, and the name of its style sheet. */
  readonly name: string;
  /** What the page has posted. */
  readonly receive?: (message: unknown, send: WebviewPage['send']) => void;
  /** Takes the editor's place inside the page: a script that defines `acquireVsCodeApi`. */
  readonly editor?: string;
  readonly size?: { readonly width: number; readonly height: number };
  /** Of the editor's colours and fonts, by name without `--vscode-`. */
  readonly theme?: Readonly<Record<string, string>>;
}

/** Loads the page as it is in the sources, under the policy that the extension gives it. */
export async function openWebviewPage(
  browser: Browser | BrowserContext,
  options: WebviewPageOptions,
): Promise<WebviewPage> {
  const {
    name,
    receive = () => undefined,
    editor = postingEditor,
    size = { width: 900, height: 600 },
    theme = {},
  } = options;
  const page = await browser.newPage();
  await page.setViewportSize(size);
  const send = (message: unknown): Promise<void> =>
    page.evaluate(`window.postMessage(${JSON.stringify(message)}, '*')`);
  await page.exposeFunction('toExtension', (message: unknown) => receive(message, send));
  await page.addInitScript(editor);
  const files: Readonly<Record<string, string>> = { ...(await bundle(name)), 'theme.css': themeStyle(theme) };
  const html = `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Page</title>
    <link rel="stylesheet" href="theme.css"><link rel="stylesheet" href="page.css"></head>
    <body><script src="page.js"></script></body></html>`;
  const policy = "default-src 'none'; style-src 'self'; script-src 'self'";
  await page.route(`${address}**`, (route) => {
    const file = new URL(route.request().url()).pathname.slice(1);
    if (file === '') {
      return route.fulfill({ contentType: 'text/html', headers: { 'content-security-policy': policy }, body: html });
    }
    const body = files[file];
    const contentType = file.endsWith('.css') ? 'text/css' : 'text/javascript';
    return body === undefined ? route.fulfill({ status: 404 }) : route.fulfill({ contentType, body });
  });
  await page.goto(address);
  return { page, send };
}

function themeStyle(theme: Readonly<Record<string, string>>): string {
  const variables = Object.entries(theme).map(([name, value]) => `--vscode-${name}: ${value};`);
  return `:root { ${variables.join(' ')} }`;
}

async function bundle(name: string): Promise<Readonly<Record<string, string>>> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [
      { in: join('webview', name, 'main.ts'), out: 'page' },
      { in: join('webview', name, `${name}.css`), out: 'page' },
    ],
    outdir: '/',
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome128',
    minify: true,
    logLevel: 'warning',
  });
  return Object.fromEntries(outputFiles.map(({ path, text }) => [path.slice(1), text]));
}
