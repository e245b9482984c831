import assert from 'node:assert/strict';
import { extensions, workspace } from 'vscode';

describe('the packaged extension', () => {
  it('is installed', () => {
    const extension = extensions.getExtension('yara-cryptex.yara-cryptex');
    assert.ok(extension, `not among ${extensions.all.map(({ id }) => id).join(', ')}`);
  });

  it('activates when a rule file opens', async () => {
    const document = await workspace.openTextDocument({ language: 'yara', content: 'rule a { condition: true }' });
    assert.equal(document.languageId, 'yara');
    await extensions.getExtension('yara-cryptex.yara-cryptex')?.activate();
    assert.equal(extensions.getExtension('yara-cryptex.yara-cryptex')?.isActive, true);
  });
});
