/** TypeScript and JavaScript that others wrote, as the compiler of TypeScript reads it. */
import { readFile } from 'node:fs/promises';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { filesBelow, npmFolder, place, readSource } from './codeBases.ts';

it.each([
  { name: 'JavaScript of eslint', folder: npmFolder('eslint/lib'), ends: /\.js$/ },
  { name: 'TypeScript of npm packages', folder: npmFolder('.'), ends: /(?<!\.d)\.ts$/ },
])('$name', async ({ name, folder, ends }) => {
  const files = (await filesBelow(folder, ends)).slice(0, 400);
  const wrong: string[] = [];
  let definitions = 0;
  for (const path of files) {
    const { symbols } = await readSource(path);
    const told = symbols.map(
      ({ kind, name: own, span }) => `${kind} ${own} ${String(span.startLine)}-${String(span.endLine)}`,
    );
    const expected = definitionsOf(path, await readFile(path, 'utf8'));
    definitions += expected.length;
    wrong.push(...expected.filter((each) => !told.includes(each)).map((each) => place(path, 0, each)));
  }
  console.log(
    `${name}: ${String(definitions - wrong.length)} of ${String(definitions)} definitions in ${String(files.length)} files`,
  );
  expect(definitions).toBeGreaterThan(100);
  expect(wrong).toEqual([]);
});

/** `kind name first-last` of functions, methods, classes, interfaces and enums. */
function definitionsOf(path: string, text: string): string[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const lineAt = (index: number): string => String(source.getLineAndCharacterOfPosition(index).line + 1);
  const add = (kind: string, node: ts.Node, name: string): void => {
    found.push(`${kind} ${name} ${lineAt(node.getStart(source))}-${lineAt(node.getEnd())}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionDeclaration(node) && node.body) add('function', node, node.name?.text ?? 'default');
    else if (ts.isClassDeclaration(node)) add('class', node, node.name?.text ?? 'default');
    else if (ts.isInterfaceDeclaration(node)) add('struct', node, node.name.text);
    else if (ts.isEnumDeclaration(node)) add('enum', node, node.name.text);
    else if (
      ts.isClassElement(node) &&
      ts.isFunctionLike(node) &&
      ts.isClassLike(node.parent) &&
      'body' in node &&
      node.body
    )
      add('method', node, node.name ? node.name.getText(source).replace(/^(['"])(.*)\1$/, '$2') : 'constructor');
    else if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      const value = node.initializer;
      const list = node.parent;
      const isAlone =
        ts.isVariableDeclarationList(list) && list.declarations.length === 1 && ts.isVariableStatement(list.parent);
      if (value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)))
        add('function', isAlone ? list.parent : node, node.name.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
