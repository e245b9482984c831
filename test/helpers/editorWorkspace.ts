/** A VS Code with the package installed and a copy of a workspace open, to be thrown away. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { workspaceFixture } from '../../scripts/support/endToEnd.ts';
import { vsixUnderTest } from '../e2e/packagedExtension.ts';
import { Editor, type EditorOptions } from './editor.ts';

export interface EditorWorkspace {
  readonly editor: Editor;
  /** Absolute path of the folder that is open. */
  readonly folder: string;
  readonly close: () => Promise<void>;
}

const openEditors = new Set<Editor>();

/** Takes a picture of every open editor, for whoever wonders why a test failed. */
export async function takePictures(test: string): Promise<void> {
  for (const editor of openEditors) await editor.screenshot(`failed ${test}`.replaceAll(/\W+/g, '-'));
}

export interface WorkspaceOptions extends Omit<EditorOptions, 'folder' | 'vsix'> {
  /** Absolute path of the folder that is copied; the fixture workspace when absent. */
  readonly source?: string;
}

export async function openWorkspace({
  source = workspaceFixture,
  ...options
}: WorkspaceOptions = {}): Promise<EditorWorkspace> {
  const folder = await mkdtemp(join(tmpdir(), 'yara-cryptex-workspace-'));
  await cp(source, folder, { recursive: true });
  const editor = await Editor.open({ ...options, folder, vsix: vsixUnderTest() });
  openEditors.add(editor);
  const close = async () => {
    openEditors.delete(editor);
    await editor.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { editor, folder, close };
}
