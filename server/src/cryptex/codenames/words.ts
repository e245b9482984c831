/** The words that names are made of. */

/**
 * `yr_scanner_scanMem` → `yr`, `scanner`, `scan`, `Mem`; `HTTPServer2` → `HTTP`, `Server2`. As they are written; what is
 * neither letter nor digit parts them.
 */
export function splitWords(name: string): string[] {
  return name.match(/\p{Lu}+(?!\p{Ll})\p{N}*|\p{Lu}?\p{Ll}+\p{N}*|[\p{Lo}\p{Lm}\p{Lt}]+\p{N}*|\p{N}+/gu) ?? [];
}

/** In lower case. */
export function lowerWords(name: string): string[] {
  return splitWords(name).map((word) => word.toLowerCase());
}

/** `scan`, `MEM` → `ScanMem`; a word that repeats the one before is left out. */
export function joinWords(words: readonly string[]): string {
  return words
    .filter((word, index) => word.toLowerCase() !== words[index - 1]?.toLowerCase())
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1).toLowerCase()}`)
    .join('');
}
