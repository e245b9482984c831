/** The language client's library, in a bundle of its own: it is large, and the extension starts without it. */
export { LanguageClient, RevealOutputChannelOn, State, TransportKind } from 'vscode-languageclient/node';
