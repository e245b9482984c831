/** Files that were dropped on a page of ours, whose addresses are those of the window, which may be on another machine. */

/** Paths on the machine where the extension runs. Addresses of anything else are left out. */
export function droppedPaths(addresses: readonly string[], isRemote: boolean): string[] {
  return addresses.flatMap((address) => {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const isHere =
      url?.protocol === 'file:' ? !isRemote && url.host === '' : isRemote && url?.protocol === 'vscode-remote:';
    const path = url && isHere ? decoded(url.pathname) : undefined;
    return path === undefined || path.includes('\0') ? [] : [path];
  });
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}
