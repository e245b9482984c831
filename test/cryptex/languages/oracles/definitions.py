"""Prints the definitions of Python files as Python itself reads them: a line of JSON for each path on standard input."""
import ast
import json
import sys


def definitions(node, scope):
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            name = scope + [child.name]
            first = min([child.lineno] + [decorator.lineno for decorator in child.decorator_list])
            yield {"name": ".".join(name), "line": first, "end": child.end_lineno, "doc": ast.get_docstring(child)}
            yield from definitions(child, name)
        else:
            yield from definitions(child, scope)


for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        print(json.dumps({"path": path, "definitions": list(definitions(ast.parse(file.read()), []))}))
