/** Whether a code action is among those that a client asks for: kinds are dotted, and a shorter one takes in the longer. */
export function isOfKind(kind: string, only: readonly string[] | undefined): boolean {
  return only?.some((asked) => kind === asked || kind.startsWith(`${asked}.`)) ?? true;
}
