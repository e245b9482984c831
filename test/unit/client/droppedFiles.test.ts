import { describe, expect, it } from 'vitest';
import { droppedPaths } from '../../../client/src/views/scanPanel/droppedFiles.ts';

describe('dropped files', () => {
  it('are paths of this machine', () => {
    expect(droppedPaths(['file:///a%20b/c%23.exe', 'https://example.org/x', 'nonsense', ''], false)).toEqual([
      '/a b/c#.exe',
    ]);
    expect(droppedPaths(['file://elsewhere/share/x', 'vscode-remote://ssh/x'], false)).toEqual([]);
  });

  it('are those of the remote machine where the extension runs there', () => {
    expect(droppedPaths(['vscode-remote://ssh-remote%2Bbox/srv/x.bin', 'file:///local'], true)).toEqual(['/srv/x.bin']);
  });

  it('are none where the address is no text, or holds what no path can', () => {
    expect(droppedPaths(['file:///%FF', 'file:///a%00b'], false)).toEqual([]);
  });
});
