/** Whose changes these are. */
import { userInfo } from 'node:os';

/** The name of the user of this process; `unknown` where the system has none for it. */
export function personHere(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
