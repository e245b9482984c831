/** What the extension and the language server say to each other beyond the Language Server Protocol. */
import * as v from 'valibot';
import { EngineFailure, EngineInfo } from './engineInfo.ts';

/** `initializationOptions` of the language server. */
export const InitializationOptions = v.object({
  /** False in a restricted workspace: libyara is not started before `cryptex/trust`. */
  trusted: v.optional(v.boolean(), true),
});
export type InitializationOptions = v.InferOutput<typeof InitializationOptions>;

/** The settings that the language server reads from the section `yara`, for each resource. */
export const YaraSettings = v.object({
  libyara: v.optional(v.object({ path: v.optional(v.nullable(v.string())) })),
  includeDirectories: v.optional(v.array(v.string()), []),
  compileRoots: v.optional(v.array(v.string()), []),
  externalVariables: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])), {}),
  scannerVariables: v.optional(v.boolean(), true),
  yaraX: v.optional(v.object({ diagnostics: v.optional(v.boolean(), false) }), {}),
});
export type YaraSettings = v.InferOutput<typeof YaraSettings>;

/** Server to client notification: what the status item shows. */
export const engineStatusNotification = 'cryptex/engineStatus';
export const EngineStatus = v.variant('state', [
  v.object({ state: v.literal('starting') }),
  v.object({ state: v.literal('ready'), engine: EngineInfo }),
  v.object({ state: v.literal('missing'), failure: EngineFailure }),
  /** The workspace is not trusted; only syntax is judged. */
  v.object({ state: v.literal('restricted') }),
]);
export type EngineStatus = v.InferOutput<typeof EngineStatus>;

/** Client to server notification: the workspace has become trusted. */
export const trustNotification = 'cryptex/trust';

/** Client to server request: judge this document now, and say how it went. */
export const checkRequest = 'cryptex/check';
export const CheckParams = v.object({ uri: v.string() });
export type CheckParams = v.InferOutput<typeof CheckParams>;
export const CheckSummary = v.object({ errors: v.number(), warnings: v.number(), judgedBy: v.array(v.string()) });
export type CheckSummary = v.InferOutput<typeof CheckSummary>;

/** Client command that a quick-fix runs: adds `name` with `value` to the setting `yara.externalVariables`. */
export const declareExternalCommand = 'yara.declareExternal';
