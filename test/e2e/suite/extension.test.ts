import assert from 'node:assert/strict';
import { extensions, languages, workspace, type Disposable } from 'vscode';

describe('the packaged extension', () => {
  it('is installed', () => {
    const extension = extensions.getExtension('yara-cryptex.yara-cryptex');
    assert.ok(extension, `not among ${extensions.all.map(({ id }) => id).join(', ')}`);
  });

  it('gives the first diagnostics of a rule file, and prints how soon', async () => {
    const extension = extensions.getExtension('yara-cryptex.yara-cryptex');
    const alreadyActive = extension?.isActive === true;
    let began = performance.now();
    await extension?.activate();
    console.log(`activation: ${alreadyActive ? 'before the suite' : `${Math.round(performance.now() - began)} ms`}`);
    let listener: Disposable | undefined;
    const first = new Promise<void>((resolve) => {
      listener = languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => languages.getDiagnostics(uri).some(({ source }) => source === 'libyara'))) {
          resolve();
        }
      });
    });
    began = performance.now();
    await workspace.openTextDocument({ language: 'yara', content: 'rule a { condition: missing }' });
    await first;
    listener?.dispose();
    console.log(
      `first libyara diagnostics: ${Math.round(performance.now() - began)} ms after opening the first rule file`,
    );
  });

  it('activates when a rule file opens', async () => {
    const document = await workspace.openTextDocument({ language: 'yara', content: 'rule a { condition: true }' });
    assert.equal(document.languageId, 'yara');
    await extensions.getExtension('yara-cryptex.yara-cryptex')?.activate();
    assert.equal(extensions.getExtension('yara-cryptex.yara-cryptex')?.isActive, true);
  });
});
