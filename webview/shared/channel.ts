/** Messages with the extension, checked both ways, and what survives while the page is hidden. */
import * as v from 'valibot';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}
declare function acquireVsCodeApi(): VsCodeApi;

export interface Channel<Outgoing, State> {
  readonly send: (message: Outgoing) => void;
  readonly state: State;
  readonly keep: (state: State) => void;
}

/** Call once a page: the editor hands its side out only once. A state that the schema refuses is `initial`. */
export function openChannel<
  Incoming extends v.GenericSchema,
  Outgoing extends v.GenericSchema,
  State extends v.GenericSchema,
>(schemas: {
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  readonly state: State;
  readonly initial: v.InferOutput<State>;
  readonly receive: (message: v.InferOutput<Incoming>) => void;
}): Channel<v.InferOutput<Outgoing>, v.InferOutput<State>> {
  const api = acquireVsCodeApi();
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const parsed = v.safeParse(schemas.incoming, data);
    if (parsed.success) {
      schemas.receive(parsed.output);
    } else {
      console.error(`A message that is not understood: ${v.summarize(parsed.issues)}`);
    }
  });
  const kept = v.safeParse(schemas.state, api.getState());
  return {
    send: (message) => api.postMessage(v.parse(schemas.outgoing, message)),
    state: kept.success ? kept.output : schemas.initial,
    keep: (state) => api.setState(state),
  };
}
