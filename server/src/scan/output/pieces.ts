/** Long texts in parts. */

const pieceLength = 1 << 16;

/** Joins short texts to pieces of about 64 K characters: one write each, and none too long for a string. */
export function* inPieces(texts: Iterable<string>): Generator<string, void> {
  let piece = '';
  for (const text of texts) {
    piece += text;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}
