import { expect, test } from 'vitest';
import { extract, usesOf } from './support.ts';

test('functions are known by what they are kept in', async () => {
  const file = await extract(
    'a.js',
    [
      'const add = (a, b) => a + b, sub = function minus() {};',
      'exports.run = async function () {};',
      'Tree.prototype.walk = function walk() {};',
      'const api = { get() {}, "set-it": () => 1, deep: { down: function () {} }, [key]: () => 2 };',
      'module.exports = { stop: () => 1 };',
      'items.map(function named() {}); on({ click() {}, done: () => 1 });',
      'export default () => 1;',
      '(function () { function inside() {} })();',
      'const text = `function fake() {} ${() => 1}`; // function no() {}',
      'var re = /function x() {/;',
      'if (a) { function conditional() {} }',
    ].join('\n'),
  );
  expect(file.names).toEqual([
    'function add',
    'function sub',
    'function run',
    'function Tree.walk',
    'method api.get',
    'method api.set-it',
    'method api.deep.down',
    'method api.[key]',
    'method stop',
    'function named',
    'function default',
    'function inside',
    'function conditional',
  ]);
});

test('a class has its methods, accessors, private members and functions in fields', async () => {
  const file = await extract(
    'a.ts',
    [
      '@sealed()',
      'export abstract class Shape<T> extends Base<T> implements Drawn {',
      '  #secret() {}',
      '  private static count = 0;',
      '  handler = async (event: Event): Promise<void> => { this.#secret(); };',
      '  constructor(private readonly x: number) { super(x); }',
      '  get size(): number { return 1; }',
      '  set size(value) { }',
      '  abstract draw(): void;',
      '  @log({ level: 1 }) protected async *walk(): AsyncGenerator<T> { yield* super.walk(); }',
      '}',
    ].join('\n'),
  );
  expect(file.names).toEqual([
    'class Shape',
    'method Shape.#secret',
    'method Shape.handler',
    'method Shape.constructor',
    'method Shape.size',
    'method Shape.size',
    'method Shape.draw',
    'method Shape.walk',
  ]);
  expect(file.symbol('Shape').signature).toBe(
    '@sealed() export abstract class Shape<T> extends Base<T> implements Drawn',
  );
  expect(file.symbol('Shape.walk').signature).toBe('@log({ level: 1 }) protected async *walk(): AsyncGenerator<T>');
  expect(file.symbol('Shape.handler').signature).toBe('handler = async (event: Event): Promise<void> =>');
  expect(['#secret', 'handler', 'walk'].map((name) => file.symbol(`Shape.${name}`).visibility)).toEqual([
    'private',
    'public',
    'private',
  ]);
  expect(file.uses('Shape.handler')).toEqual(['type Event', 'type Promise', 'call Shape.#secret']);
  expect(file.uses('Shape.walk', 'call')).toEqual(['log', 'Base.walk']);
  expect(file.uses('Shape.constructor', 'call')).toEqual(['Base']);
});

test('types, enums and namespaces of TypeScript', async () => {
  const file = await extract(
    'a.ts',
    [
      'export interface Place<T> { at(): T }',
      'type Size = { width: number };',
      'type Alias = Size | undefined;',
      'const enum Color { Red }',
      'export namespace Outer.Inner { export function f() {} function g() {} }',
      "declare module 'x' { function h(): void; }",
      'declare function far(a: number): string;',
      'export function over(a: string): void;',
      'export function over(a: unknown): void { use(<Size>a); }',
    ].join('\n'),
  );
  expect(file.names).toEqual([
    'struct Place',
    'struct Size',
    'enum Color',
    'module Outer.Inner',
    'function Outer.Inner.f',
    'function Outer.Inner.g',
    'module x',
    'function far',
    'function over',
  ]);
  const visibility = ['Place', 'Size', 'Outer.Inner.f', 'Outer.Inner.g'].map((name) => file.symbol(name).visibility);
  expect(visibility).toEqual(['public', 'file', 'public', 'private']);
});

test('a definition reaches from its decorators and `export` to the end of its statement', async () => {
  const file = await extract(
    'a.ts',
    '/** D. */\nexport const a = (\n  x: number, // how many\n) => x + 1;\n\nlet b = 1,\n  c = () => 2;\n',
  );
  expect(file.source('a')).toBe('export const a = (\n  x: number, // how many\n) => x + 1;');
  expect(file.symbol('a').signature).toBe('export const a = (x: number) =>');
  expect(file.source('c')).toBe('c = () => 2');
});

test('JSDoc is read up to its tags, also above overloads and decorators', async () => {
  const file = await extract(
    'a.ts',
    [
      '/** @file All of it. More. */',
      "import x from 'x';",
      '/**',
      ' * Adds a and b,',
      ' * e.g. numbers. Never fails.',
      ' * @param a the first',
      ' */',
      'export function add(a: number): number;',
      'export function add(a: any) { return a; }',
      'class A {',
      '  /** Runs it. */',
      '  @dec run() {}',
      '  // Stops it.',
      '  stop() {}',
      '}',
      '/** @description Says it. */',
      'const say = () => 1;',
      '// far',
      '',
      'function bare() {}',
    ].join('\n'),
  );
  expect(file.module.summary.text).toBe('All of it.');
  expect(file.symbol('A.run').summary.text).toBe('Runs it.');
  expect(file.symbol('A.stop').summary.text).toBe('Stops it.');
  expect(file.symbol('say').summary.text).toBe('Says it.');
  expect(file.symbol('add').summary.source).toBe('doc');
  expect(file.symbol('bare').summary.source).toBe('derived');
});

test('imports of every kind, and names that they change', async () => {
  const file = await extract(
    'a.ts',
    [
      "import a, { b as c } from './b.ts';",
      "import * as d from 'node:fs';",
      "import e = require('e');",
      "const f = require('f');",
      "export { g } from './g';",
      'async function run() { c(); d.readFile(); await import("./lazy"); new a.Thing(1).go()?.on(c, run, other); }',
    ].join('\n'),
  );
  expect(usesOf(file.module, 'include')).toEqual(['./b.ts', 'node:fs', 'e', 'f', './g']);
  expect(file.uses('run')).toEqual([
    'call b',
    'call d.readFile',
    'include ./lazy',
    'call a.Thing',
    'call go',
    'call on',
    'value b',
    'value run',
  ]);
});

test('what is exported in any way is public, and all of a plain script is', async () => {
  const esm = await extract(
    'a.mjs',
    'function a() {}\nfunction b() {}\nconst c = () => 1;\nexport { a as z };\nexport default c;\n',
  );
  expect(['a', 'b', 'c'].map((name) => esm.symbol(name).visibility)).toEqual(['public', 'file', 'public']);
  const cjs = await extract('a.cjs', 'function a() {}\nfunction b() {}\nmodule.exports = { a, c() {} };\n');
  expect(['a', 'b', 'c'].map((name) => cjs.symbol(name).visibility)).toEqual(['public', 'file', 'public']);
  const script = await extract('a.js', 'function a() {}\n');
  expect(script.symbol('a').visibility).toBe('public');
});

test('components of JSX are used, elements of HTML are not', async () => {
  const text =
    'export const Page = () => <div onClick={go}><Menu.Item>{x}</Menu.Item><List /></div>;\nfunction go() {}\n';
  for (const path of ['a.jsx', 'a.tsx']) {
    const file = await extract(path, text);
    expect(file.uses('Page')).toEqual(['value go', 'call Menu.Item', 'call List']);
    expect(file.file.syntaxErrors).toEqual([]);
  }
});
