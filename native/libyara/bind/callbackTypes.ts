/** Prototypes of the callbacks that libyara takes. koffi keeps types for good, so they are made once. */
import koffi, { type TypeObject } from 'koffi';

/** (level, file name, line, YR_RULE, text, user data) */
export const compilerMessage = pointerTo('void', ['int', 'void *', 'int', 'void *', 'void *', 'void *']);
/** (include, including file, namespace, user data) → text, NUL-terminated, or null */
export const includeText = pointerTo('void *', ['void *', 'void *', 'void *', 'void *']);
/** (text, user data) */
export const includeDone = pointerTo('void', ['void *', 'void *']);
/** (YR_SCAN_CONTEXT, message, what it is about, user data) → whether to go on */
export const scanMessage = pointerTo('int', ['void *', 'int', 'void *', 'void *']);

function pointerTo(result: string, parameters: string[]): TypeObject {
  return koffi.pointer(koffi.proto(result, parameters));
}
