/** JSON as the program prints it. */

/** What the standard has and TypeScript's ES2023 library does not know yet; Node 22 has it. */
declare global {
  interface JSON {
    /** https://tc39.es/proposal-json-parse-with-source/#sec-json.rawjson */
    rawJSON(text: string): unknown;
  }
}

/** Characters that JSON may contain as they are, and that a terminal obeys; see escape.ts. */
const unsafe = /[\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/g;

/**
 * Serializes `value`. An integer beyond a double's precision (64-bit metadata) keeps all its digits, and what could
 * steer a terminal is escaped: the value that a reader gets is the same.
 */
export function toJson(value: unknown, indent?: number): string {
  const exact = (_key: string, item: unknown) => (typeof item === 'bigint' ? JSON.rawJSON(String(item)) : item);
  return JSON.stringify(value, exact, indent).replace(
    unsafe,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
