/** The extension's entry: registers what it contributes and starts nothing else. */
import type { ExtensionContext } from 'vscode';

export function activate(_context: ExtensionContext): void {}
