import { expect, test } from 'vitest';
import type { CliOption } from '../../../server/src/protocol/cryptex.ts';
import { extract } from './support.ts';

/** Each command line as its name and its options, `-x, --long VALUE: help`. */
async function commandLines(path: string, text: string): Promise<Record<string, string[]>> {
  const { file } = await extract(path, text);
  const lines = file.symbols.filter(({ kind }) => kind === 'cli');
  return Object.fromEntries(lines.map(({ name, options = [] }) => [name, options.map(told)]));
}

function told({ names, takesValue, help }: CliOption): string {
  return `${names.join(', ')}${takesValue ? ' VALUE' : ''}${help === undefined ? '' : `: ${help}`}`;
}

const help = '-h, --help: show this help message and exit';

test('argparse: positional arguments, flags, defaults, help over several literals', async () => {
  const text = [
    'import argparse',
    'def main():',
    '    parser = argparse.ArgumentParser(description="Scans.")',
    '    parser.add_argument("path", nargs="+", help="where "',
    "                        'to look')",
    '    group = parser.add_mutually_exclusive_group()',
    '    group.add_argument("-v", "--verbose", action="count", default=0)',
    '    group.add_argument("--level", type=int, default=3, help="100%% of %(default)s")',
    '    parser.add_argument("--color", action=argparse.BooleanOptionalAction)',
    '    parser.add_argument(*extra)',
    '    args = parser.parse_args()',
  ].join('\n');
  expect(await commandLines('tools/scan.py', text)).toEqual({
    scan: [help, 'path VALUE: where to look', '-v, --verbose', '--level VALUE: 100% of 3', '--color, --no-color'],
  });
});

test('argparse: subcommands, and parsers that functions are handed', async () => {
  const text = [
    'def main():',
    '    parser = ArgumentParser(prog="tool", add_help=False)',
    '    common(parser, 1)',
    '    commands = parser.add_subparsers(metavar="COMMAND", help="what to do")',
    '    add = commands.add_parser("add", help="Adds one.")',
    '    add.add_argument("name")',
    '    commands.add_parser("list").add_argument("--all", action="store_true")',
    'def common(p, n):',
    '    p.add_argument("--quiet", action="store_true")',
    'class Command:',
    '    def add_arguments(self, parser):',
    '        parser.add_argument("--dry", action="store_true")',
  ].join('\n');
  expect(await commandLines('app/cli.py', text)).toEqual({
    tool: ['COMMAND VALUE: what to do', '--quiet'],
    'tool add': [help, 'name VALUE'],
    'tool list': [help, '--all'],
    app: ['--dry'],
  });
});

test('argparse: two functions with a parser of the same name', async () => {
  const text = [
    'def a():',
    '    parser = argparse.ArgumentParser("first")',
    '    parser.add_argument("--a")',
    'def b():',
    '    parser = argparse.ArgumentParser(prog="second")',
    '    parser.add_argument("--b")',
  ].join('\n');
  expect(await commandLines('x.py', text)).toEqual({ first: [help, '--a VALUE'], second: [help, '--b VALUE'] });
});

test('optparse', async () => {
  const text = [
    'parser = optparse.OptionParser(usage="x", version="1")',
    'parser.add_option("-q", action="store_false", dest="verbose", help="be quiet")',
    'parser.add_option("-f", "--file", dest="file", metavar="FILE")',
  ].join('\n');
  expect(await commandLines('x.py', text)).toEqual({
    x: ["--version: show program's version number and exit", help, '-q: be quiet', '-f, --file VALUE'],
  });
});

test('click: groups, commands, flags with their opposites', async () => {
  const text = [
    'import click',
    '@click.group()',
    '@click.option("--debug/--no-debug", default=False, help="Talk.")',
    'def cli(debug): pass',
    '@cli.command("add")',
    '@click.argument("name")',
    '@click.option("-n", "--count", "how_many", type=int)',
    'def add_command(name, how_many): pass',
    '@cli.command()',
    '@click.option("--all", is_flag=True)',
    'def list_all(all): pass',
  ].join('\n');
  expect(await commandLines('src/store/cli.py', text)).toEqual({
    store: ['--debug, --no-debug: Talk.'],
    'store add': ['name VALUE', '-n, --count VALUE'],
    'store list-all': ['--all'],
  });
});

test('getopt: letters beside the long names that mean the same', async () => {
  const text = [
    'static const struct option names[] = {',
    '  {"help", no_argument, NULL, \'h\'},',
    '  {"out", required_argument, 0, \'o\'}, /* where */',
    '  {.name = "only", .has_arg = 1, .flag = 0, .val = 1000},',
    '  {0, 0, 0, 0}',
    '};',
    'int main(int argc, char **argv) {',
    '  while ((c = getopt_long(argc, argv, "+ho:x::", names, NULL)) != -1) { }',
    '}',
  ].join('\n');
  expect(await commandLines('src/tool.c', text)).toEqual({
    tool: ['-h, --help', '-o, --out VALUE', '-x VALUE', '--only VALUE'],
  });
  expect(await commandLines('a.c', 'int main() { getopt(argc, argv, ":ab:"); }')).toEqual({ a: ['-a', '-b VALUE'] });
});

test('tables of options in C', async () => {
  const macros =
    'args_option_t options[] = {\n  OPT_BOOLEAN(\'c\', _T("count"), &c, _T("only the number")),\n  OPT_INTEGER(0, _T("limit"), &l, _T("stop after") _T(" (default=10)"), _T("N")),\n  OPT_END(),\n};';
  expect(await commandLines('cli/yara.c', macros)).toEqual({
    yara: ['-c, --count: only the number', '--limit VALUE: stop after (default=10)'],
  });
  const glib =
    'static GOptionEntry entries[] = { { "repeats", \'r\', 0, G_OPTION_ARG_INT, &n, N_("How often"), "N" }, { "beep", 0, 0, G_OPTION_ARG_NONE, &b, "Beep", NULL }, { NULL } };';
  expect(await commandLines('x.c', glib)).toEqual({ x: ['-r, --repeats VALUE: How often', '--beep: Beep'] });
  const argp =
    'static struct argp_option o[] = { {"verbose", \'v\', 0, 0, "Say more" }, {"output", \'o\', "FILE", 0, "Write to FILE"}, { 0 } };';
  expect(await commandLines('x.c', argp)).toEqual({
    x: ['-v, --verbose: Say more', '-o, --output VALUE: Write to FILE'],
  });
});

test('a file without a command line has none', async () => {
  expect(await commandLines('a.py', 'items.add_argument_type(1)\n')).toEqual({});
  expect(await commandLines('a.c', 'struct option { int a; };\nint table[] = { CROP(1, 2) };\n')).toEqual({});
});
