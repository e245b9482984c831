/** Codes beyond JSON-RPC's own, as the Language Server Protocol has them; the extension knows them already. */
export const requestCancelled = -32800;
/** Expected to fail, as opposed to a bug; the data says why. */
export const requestFailed = -32803;
