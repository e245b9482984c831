/**
 * `npm run bench -- activation`: loading and activating the extension's bundle, each time in a process of its own.
 *
 * The editor's API is a double that answers everything with itself, so this is our own share: reading the bundle,
 * registering what is contributed. Build first.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from '../cli/support/cryptex.ts';
import { percentiles } from './figures.ts';

const runs = 20;

const script = `
const Module = require('node:module');
const any = () => new Proxy(function () {}, {
  get: (_, key) => (key === Symbol.toPrimitive ? () => 'x' : key === Symbol.iterator ? function* () {} : key === 'prototype' ? Object.prototype : key === 'then' ? undefined : any()),
  apply: () => any(), construct: () => any(),
});
const source = require('node:fs').readFileSync(process.argv[1], 'utf8');
const names = new Set([...source.matchAll(/\\b(?:vscode|api)\\d*\\.(\\w+)/g)].map((match) => match[1]));
const api = Object.fromEntries([...names].map((name) => [name, any()]));
const load = Module._load;
Module._load = (id, ...rest) => (id === 'vscode' ? api : load(id, ...rest));
const context = new Proxy({ subscriptions: [], extension: { packageJSON: { version: '0.0.0' } } }, { get: (target, key) => target[key] ?? any() });
const began = performance.now();
const extension = require(process.argv[1]);
extension.activate(context);
console.log(performance.now() - began);
process.exit(0);
`;

export function run(): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const bundle = join(root, 'dist', 'extension.cjs');
    const output = execFileSync(process.execPath, ['-e', script, bundle], { encoding: 'utf8' });
    times.push(Number(output));
  }
  console.log(`load and activate, ${runs} processes  ${percentiles(times)}`);
  return Promise.resolve();
}
