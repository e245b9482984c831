/** A tree of C files that is made up, like that of a kernel: drivers with their headers, static functions, tables of them. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { random } from '../figures.ts';

/** Half of the files have fewer lines; the mean is that of a distribution whose logarithm is normal. */
const medianLines = 170;
const spread = 1.05;

export interface MadeTree {
  readonly files: number;
  readonly bytes: number;
  readonly lines: number;
}

/** Writes `count` files below `root`, each time the same ones. */
export async function writeTree(root: string, count: number): Promise<MadeTree> {
  let bytes = 0;
  let lines = 0;
  for (let from = 0; from < count; from += 200) {
    const files = Array.from({ length: Math.min(200, count - from) }, (_, at) => madeFile(from + at));
    const folders = new Set(files.map(({ path }) => dirname(path)));
    await Promise.all([...folders].map((folder) => mkdir(join(root, folder), { recursive: true })));
    await Promise.all(files.map(({ path, text }) => writeFile(join(root, path), text)));
    for (const { text } of files) {
      bytes += text.length;
      lines += text.split('\n').length - 1;
    }
  }
  return { files: count, bytes, lines };
}

function madeFile(index: number): { path: string; text: string } {
  const maker = new FileMaker(index);
  return maker.make();
}

const subsystems = words('net fs mm kernel sound block crypto usb gpu pci scsi i2c input media power hwmon');
const nouns = words(
  'ring queue buffer port page node inode slab frame packet timer clock channel bridge event irq lock region table map cache vector stream link pool token mode config register state block filter rate lane cell',
);
const verbs = words(
  'alloc release init probe remove read write lookup insert flush map unmap start stop reset update enable disable queue submit complete parse attach detach verify',
);
const types = words('u32 u64 int unsigned size_t bool u8 u16 long');
const errors = words('EINVAL ENOMEM EIO EBUSY ENODEV EAGAIN ENOENT EPERM');

class FileMaker {
  readonly #index: number;
  readonly #next: () => number;
  readonly #lines: string[] = [];
  readonly #functions: string[] = [];
  readonly #prefix: string;
  readonly #type: string;

  constructor(index: number) {
    this.#index = index;
    this.#next = random(index + 17);
    this.#prefix = `${this.#pick(nouns)}_${this.#pick(nouns)}${String(index % 997)}`;
    this.#type = `${this.#prefix}_dev`;
  }

  make(): { path: string; text: string } {
    const isHeader = this.#next() < 0.4;
    const folder = `${this.#pick(subsystems)}/${this.#pick(nouns)}/${this.#pick(nouns)}`;
    const name = `${this.#pick(verbs)}-${this.#pick(nouns)}-${String(this.#index)}`;
    const target = Math.min(12_000, Math.max(12, Math.exp(Math.log(medianLines) + spread * this.#normal())));
    if (isHeader) this.#header(target);
    else this.#source(target);
    return { path: `${folder}/${name}.${isHeader ? 'h' : 'c'}`, text: `${this.#lines.join('\n')}\n` };
  }

  #header(target: number): void {
    const guard = `_${this.#prefix.toUpperCase()}_${String(this.#index)}_H`;
    this.#put('/* SPDX-License-Identifier: GPL-2.0 */', `#ifndef ${guard}`, `#define ${guard}`, '');
    this.#includes(2);
    while (this.#lines.length < target) {
      const kind = this.#next();
      if (kind < 0.45) this.#registers();
      else if (kind < 0.65) this.#struct();
      else if (kind < 0.9) this.#prototypes();
      else this.#function('static inline ', 4);
    }
    this.#put('', `#endif /* ${guard} */`);
  }

  #source(target: number): void {
    this.#put('// SPDX-License-Identifier: GPL-2.0-only', '/*');
    this.#put(` * Driver for the ${this.#pick(nouns)} ${this.#pick(nouns)} of this board.`, ' */', '');
    this.#includes(4 + Math.floor(this.#next() * 10));
    this.#registers();
    this.#struct();
    while (this.#lines.length < target) this.#function(this.#next() < 0.8 ? 'static ' : '', this.#bodyLength());
    this.#operations();
  }

  #bodyLength(): number {
    return Math.min(300, Math.max(2, Math.exp(Math.log(14) + 0.9 * this.#normal())));
  }

  #includes(count: number): void {
    for (let at = 0; at < count; at += 1) this.#put(`#include <linux/${this.#pick(nouns)}.h>`);
    this.#put(`#include "${this.#pick(nouns)}.h"`, '');
  }

  #registers(): void {
    const name = this.#pick(nouns).toUpperCase();
    for (let at = 0; at < 10; at += 1)
      this.#put(`#define ${name}_${this.#pick(nouns).toUpperCase()}_${String(at)}\t\t0x${(at * 68).toString(16)}`);
    this.#put(`#define ${name}_SHIFT(x)\t\t(((x) & 0xff) << ${String(Math.floor(this.#next() * 24))})`, '');
  }

  #struct(): void {
    this.#put(`struct ${this.#type}${this.#next() < 0.5 ? '' : `_${this.#pick(nouns)}`} {`);
    for (let at = 0; at < 4 + this.#next() * 14; at += 1)
      this.#put(`\t${this.#pick(types)} ${this.#pick(nouns)}_${this.#pick(nouns)}${this.#next() < 0.2 ? '[16]' : ''};`);
    this.#put(`\tstruct ${this.#type} *parent;`, '\tspinlock_t lock;', '};', '');
  }

  #prototypes(): void {
    for (let at = 0; at < 6; at += 1)
      this.#put(`int ${this.#name()}(struct ${this.#type} *dev, ${this.#pick(types)} ${this.#pick(nouns)});`);
    this.#put('');
  }

  #name(): string {
    return `${this.#prefix}_${this.#pick(verbs)}_${this.#pick(nouns)}`;
  }

  #function(storage: string, length: number): void {
    const name = `${this.#name()}${this.#next() < 0.5 ? '' : `_${this.#pick(nouns)}`}`;
    if (this.#next() < 0.35)
      this.#put(
        '/**',
        ` * ${name} - ${this.#pick(verbs)} the ${this.#pick(nouns)} of a device`,
        ' * @dev: the device',
        ' */',
      );
    this.#put(`${storage}int ${name}(struct ${this.#type} *dev, ${this.#pick(types)} ${this.#pick(nouns)})`, '{');
    this.#put('\tint ret;', `\tstruct ${this.#type} *parent = dev->parent;`, '');
    const end = this.#lines.length + length;
    while (this.#lines.length < end) this.#statement(1);
    this.#put(`\treturn ${this.#next() < 0.5 ? 'ret' : '0'};`, '}', '');
    this.#functions.push(name);
  }

  #statement(depth: number): void {
    const tab = '\t'.repeat(depth);
    const kind = this.#next();
    const field = `dev->${this.#pick(nouns)}_${this.#pick(nouns)}`;
    if (kind < 0.3) this.#put(`${tab}${field} = ${this.#call()};`);
    else if (kind < 0.45) this.#put(`${tab}ret = ${this.#call()};`, `${tab}if (ret < 0)`, `${tab}\treturn ret;`);
    else if (kind < 0.55 && depth < 4)
      this.#block(`${tab}if (${field} & ${this.#pick(nouns).toUpperCase()}_MASK) {`, depth);
    else if (kind < 0.62 && depth < 4) this.#block(`${tab}for (i = 0; i < ${field}; i++) {`, depth);
    else if (kind < 0.68) this.#put(`${tab}/* The ${this.#pick(nouns)} has to be ${this.#pick(verbs)} first. */`);
    else if (kind < 0.74) this.#put(`${tab}if (!${field})`, `${tab}\treturn -${this.#pick(errors)};`);
    else if (kind < 0.8) this.#put(`${tab}dev_dbg(dev->parent, "${this.#pick(nouns)} %d of %s\\n", ret, ${field});`);
    else if (kind < 0.84 && depth < 3) this.#switch(tab, field, depth);
    else this.#put(`${tab}${this.#call()};`);
  }

  #block(head: string, depth: number): void {
    this.#put(head);
    for (let at = 0; at < 1 + this.#next() * 3; at += 1) this.#statement(depth + 1);
    this.#put(`${'\t'.repeat(depth)}}`);
  }

  #switch(tab: string, field: string, depth: number): void {
    this.#put(`${tab}switch (${field}) {`);
    for (let at = 0; at < 3; at += 1) {
      this.#put(`${tab}case ${this.#pick(nouns).toUpperCase()}_${String(at)}:`);
      this.#statement(depth + 1);
      this.#put(`${tab}\tbreak;`);
    }
    this.#put(`${tab}default:`, `${tab}\treturn -${this.#pick(errors)};`, `${tab}}`);
  }

  #call(): string {
    const own = this.#functions[Math.floor(this.#next() * this.#functions.length)];
    const callee = own !== undefined && this.#next() < 0.4 ? own : `${this.#pick(nouns)}_${this.#pick(verbs)}`;
    return `${callee}(dev, parent->${this.#pick(nouns)}_${this.#pick(nouns)} + ${String(Math.floor(this.#next() * 64))})`;
  }

  #operations(): void {
    this.#put(`static const struct ${this.#pick(nouns)}_operations ${this.#prefix}_ops = {`);
    for (const name of this.#functions.slice(0, 12)) this.#put(`\t.${this.#pick(verbs)} = ${name},`);
    this.#put('};', '', `MODULE_LICENSE("GPL");`);
  }

  #put(...lines: string[]): void {
    for (const line of lines) this.#lines.push(line);
  }

  /** Box and Muller. */
  #normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.#next())) * Math.cos(2 * Math.PI * this.#next());
  }

  #pick(from: readonly string[]): string {
    return from[Math.floor(this.#next() * from.length)] ?? '';
  }
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
