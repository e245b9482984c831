import { expect, test } from 'vitest';
import { extract, usesOf } from './support.ts';

test('functions and classes inside others have the names of these, and what is in a string is none', async () => {
  const file = await extract(
    'scan.py',
    [
      'class Scanner(Base):',
      '    class Options: pass',
      '    async def run(self):',
      '        def visit(node): return node',
      '        class Local:',
      '            def go(self): pass',
      '        return visit',
      'text = """',
      'def quoted(): pass',
      '"""',
      'if True:',
      '    def conditional(): pass',
    ].join('\n'),
  );
  expect(file.names).toEqual([
    'class Scanner',
    'class Scanner.Options',
    'method Scanner.run',
    'function Scanner.run.visit',
    'class Scanner.run.Local',
    'method Scanner.run.Local.go',
    'function conditional',
  ]);
});

test('a definition reaches from its first decorator to its last statement, not to the comments behind', async () => {
  const file = await extract(
    'a.py',
    '@cache\n@app.route("/x",\n    methods=["GET"])\ndef page(\n    a,  # first\n    b=")",\n):\n    return a\n    # end\n\n# of next\ndef next(): pass\n',
  );
  expect(file.source('page')).toBe(
    '@cache\n@app.route("/x",\n    methods=["GET"])\ndef page(\n    a,  # first\n    b=")",\n):\n    return a',
  );
  expect(file.symbol('page').signature).toBe('@cache @app.route("/x", methods=["GET"]) def page(a, b=")")');
});

test('the return type and nested brackets belong to the signature', async () => {
  const file = await extract('a.py', 'def f(a: Dict[str, "x:y"] = {1: 2}, *, k=lambda: 0) -> List[int]: pass');
  expect(file.symbol('f').signature).toBe('def f(a: Dict[str, "x:y"] = {1: 2}, *, k=lambda: 0) -> List[int]');
});

test.each([
  ['Google', '"""Reads a file.\n\n    Args:\n        path: Where. It is read.\n    """', 'Reads a file.'],
  ['Sphinx', '"""\n    Reads a file\n    :param path: where\n    """', 'Reads a file'],
  ['NumPy', 'r"""Reads a file\n\n    Parameters\n    ----------\n    path : str\n    """', 'Reads a file'],
  ['with joined literals', '("Reads "\n     "a file.")', 'Reads a file.'],
])('the summary is the first sentence of a docstring: %s', async (_, docstring, summary) => {
  const file = await extract('a.py', `def read(path):\n    ${docstring}\n    return 1\n`);
  const { text, source } = file.symbol('read').summary;
  expect({ text, source }).toEqual({ text: summary, source: 'doc' });
});

test('a comment right above documents a function without a docstring; a ruler, a gap and an f-string do not', async () => {
  const file = await extract(
    'a.py',
    '#-----\n# Opens it.\n#-----\ndef a(): pass\n# far\n\ndef b(): pass\ndef c():\n    f"""no {doc}"""\n# noqa\ndef d(): pass\n',
  );
  const sources = ['a', 'b', 'c', 'd'].map((name) => file.symbol(name).summary.source);
  expect(sources).toEqual(['doc', 'derived', 'derived', 'derived']);
  expect(file.symbol('a').summary.text).toBe('Opens it.');
});

test('calls are told with the class of self, the name of an alias, and the base of super', async () => {
  const file = await extract(
    'a.py',
    [
      'import numpy as np',
      'from .io import load as read, write',
      'class Base:',
      '    def close(self): pass',
      'class Reader(Base):',
      '    def open(self):',
      '        self.start(np.zeros(3), read("x")).then().last()',
      '        self.close(); super().close(); self.unknown()',
      '        self.on("event", self.start, write, other)',
      '    def start(self): pass',
    ].join('\n'),
  );
  expect(file.uses('Reader.open')).toEqual([
    'call Reader.start',
    'call numpy.zeros',
    'call load',
    'call then',
    'call last',
    'call Base.close',
    'call unknown',
    'call on',
    'value Reader.start',
    'value write',
  ]);
  expect(usesOf(file.module)).toEqual(['include numpy', 'include .io']);
});

test('a parameter with the name of a function is no use of the function', async () => {
  const file = await extract('a.py', 'def done(): pass\ndef a(done): wait(done)\ndef b(): wait(done)\n');
  expect(file.uses('a', 'value')).toEqual([]);
  expect(file.uses('b', 'value')).toEqual(['done']);
});

test('base classes, annotations and caught exceptions are types', async () => {
  const file = await extract(
    'a.py',
    'class A(Base, x.Mixin, Generic[T], metaclass=Meta):\n  def f(self, a: "str", b: Optional[Thing]) -> x.Out:\n    try: pass\n    except (OSError, Bad) as e: pass\n',
  );
  expect(file.uses('A', 'type')).toEqual(['Base', 'x.Mixin', 'Generic', 'T', 'Meta']);
  expect(file.uses('A.f', 'type')).toEqual(['Optional', 'Thing', 'x.Out', 'OSError', 'Bad']);
});

test('modules that are imported relatively are named after the dots', async () => {
  const file = await extract('a.py', 'import os.path, sys as s\nfrom .. import (up, down as d)\nfrom .x.y import *\n');
  expect(usesOf(file.module)).toEqual([
    'include os.path',
    'include sys',
    'include ..up',
    'include ..down',
    'include .x.y',
  ]);
});

test.each([
  ['a script', "def main(): pass\nif __name__ == '__main__':\n    main()\n", 'script'],
  ['a script by its first line', '#!/usr/bin/env python3\nrun()\n', 'script'],
  ['a module', '"""Tools. More."""\nx = "__main__"\n', 'module'],
])('%s', async (_, text, kind) => {
  expect((await extract('a.py', text)).module.kind).toBe(kind);
});

test('underscores hide names, but not those of protocols', async () => {
  const file = await extract(
    'a.py',
    'def _a(): pass\nclass B:\n  def _c(self): pass\n  def __init__(self): pass\n  def d(self):\n    def e(): pass\n',
  );
  const visibility = ['_a', 'B', 'B._c', 'B.__init__', 'B.d', 'B.d.e'].map((name) => file.symbol(name).visibility);
  expect(visibility).toEqual(['file', 'public', 'private', 'public', 'public', 'private']);
});

test('code of Python 2 and broken code is read around what is wrong', async () => {
  const file = await extract('a.py', 'def a():\n  print "x" % y\nclass B(:\n  pass\ndef c(x):\n  return x\n');
  expect(file.names).toContain('function a');
  expect(file.names).toContain('function c');
  expect(file.file.syntaxErrors.length).toBeGreaterThan(0);
});
