/** What a command-line tool is called when its code doesn't say. */

/** The file's name, or that of its folder where the file's says nothing. */
export function toolName(path: string): string {
  const parts = path.split('/');
  const stem = (parts.at(-1) ?? '').replace(/\.\w+$/, '');
  return /^(__main__|__init__|main|cli)$/.test(stem) ? (parts.at(-2) ?? stem) : stem;
}
