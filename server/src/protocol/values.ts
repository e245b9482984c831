/** Kinds of values that many messages have. */
import * as v from 'valibot';

export const bytes = v.custom<Uint8Array>((value) => value instanceof Uint8Array, 'Expected bytes');
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
