/** The deepest folder that has all of these files in it: paths with `/`, and so is the answer; empty for the top. */
export function commonFolder(files: readonly string[]): string {
  const [first = '', ...others] = files;
  let common = first.split('/').slice(0, -1);
  for (const file of others) {
    const folders = file.split('/').slice(0, -1);
    const end = common.findIndex((name, index) => folders[index] !== name);
    if (end !== -1) common = common.slice(0, end);
  }
  return common.join('/');
}
