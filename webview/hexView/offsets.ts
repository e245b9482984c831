/** Offsets as a person writes and reads them. */

/** Decimal, or hexadecimal with `0x` before it. Undefined when the text is neither. */
export function parseOffset(text: string): number | undefined {
  const trimmed = text.trim();
  if (!/^(?:0x[0-9a-f]+|[0-9]+)$/i.test(trimmed)) {
    return undefined;
  }
  const offset = Number(trimmed);
  return Number.isSafeInteger(offset) ? offset : undefined;
}

export function hexOffset(offset: number): string {
  return `0x${offset.toString(16).toUpperCase()}`;
}
