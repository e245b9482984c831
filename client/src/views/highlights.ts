/** Where the words of a filter stand in a label, in its order and none over another. */
export function highlights(label: string, filter: string): [number, number][] {
  const lower = label.toLowerCase();
  // Lower case may be longer; then nothing stands out rather than the wrong part.
  if (lower.length !== label.length) return [];
  const found = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && lower.includes(word))
    .map((word): [number, number] => [lower.indexOf(word), lower.indexOf(word) + word.length])
    .sort(([a], [b]) => a - b);
  return found.filter(([start], index) => start >= Math.max(0, ...found.slice(0, index).map(([, end]) => end)));
}
