import { expect, test } from 'vitest';
import { extract, usesOf } from './support.ts';

test('functions, filters, workflows, classes, methods and enums are found by name, without the scope before it', async () => {
  const file = await extract(
    'a.ps1',
    [
      'Function Get-Item2($a) { }',
      'filter script:Even { if ($_ % 2 -eq 0) { $_ } }',
      'workflow Deploy-All { }',
      '[Flags()] enum Color { Red; Green = 2 }',
      'class Shape : System.Exception, IShape {',
      '  [int] $X = 1',
      '  Shape([int] $x) : base($x, (1 + 2)) { $this.X = $x }',
      '  hidden static [string] Name() { return "a" }',
      '}',
      'function outer { function inner { } }',
    ].join('\n'),
  );
  expect(file.names).toEqual([
    'function Get-Item2',
    'function Even',
    'function Deploy-All',
    'enum Color',
    'class Shape',
    'method Shape.Shape',
    'method Shape.Name',
    'function outer',
    'function outer.inner',
  ]);
  expect(file.uses('Shape', 'type')).toEqual(['System.Exception', 'IShape']);
  const visibility = ['Get-Item2', 'Even', 'Shape.Shape', 'Shape.Name', 'outer.inner'];
  expect(visibility.map((name) => file.symbol(name).visibility)).toEqual([
    'public',
    'file',
    'public',
    'private',
    'private',
  ]);
});

test('what stands in strings, here-strings and comments is no function', async () => {
  const file = await extract(
    'a.ps1',
    [
      '$a = "function Quoted { } `" $(Get-Real "inner") ("',
      "$b = 'it''s function Single { }'",
      '$c = @"',
      'function Here { "a" }',
      '$(Get-Other)',
      '"@',
      "$d = @'",
      "function Raw { ' }",
      "'@",
      '<# function Comment { #>',
      '# function Line {',
      'function Real { "`$x #{ $a" }',
    ].join('\n'),
  );
  expect(file.names).toEqual(['function Real']);
  expect(usesOf(file.module, 'call')).toEqual(['Get-Real', 'Get-Other']);
});

test('the signature of an advanced function has its attributes and parameters', async () => {
  const file = await extract(
    'a.ps1',
    [
      'function Get-Thing {',
      '  <# .SYNOPSIS',
      '     Gets a thing. Or two. #>',
      '  [CmdletBinding(SupportsShouldProcess)]',
      '  [OutputType([string])]',
      '  param(',
      '    # The name',
      '    [Parameter(Mandatory, ValueFromPipeline = $true)]',
      "    [ValidateSet('a', 'b')] [string] $Name,",
      '    [switch] $Force',
      '  )',
      '  begin { $n = 0 }',
      '  process { Write-Output $Name }',
      '  end { Close-It }',
      '}',
    ].join('\n'),
  );
  expect(file.symbol('Get-Thing')).toMatchObject({
    signature:
      "function Get-Thing [CmdletBinding(SupportsShouldProcess)] [OutputType([string])] param([Parameter(Mandatory, ValueFromPipeline = $true)] [ValidateSet('a', 'b')] [string] $Name, [switch] $Force)",
    summary: { text: 'Gets a thing.', source: 'doc' },
    span: { startLine: 1, endLine: 15 },
  });
  expect(file.uses('Get-Thing', 'call')).toEqual(['Write-Output', 'Close-It']);
});

test.each([
  ['before it', '<#\n.SYNOPSIS\nReads. Fast.\n.PARAMETER Path\nWhere\n#>\n\nfunction Read-It { }'],
  ['before it, line by line', '# .DESCRIPTION\n# Reads. Fast.\nfunction Read-It { }'],
  ['at its end', 'function Read-It {\n  Get-X\n  <#\n  .synopsis\n  Reads. Fast.\n  #>\n}'],
  ['a plain comment', '########\n# Reads. Fast.\n########\nfunction Read-It { }'],
])('help is found %s', async (_, text) => {
  expect((await extract('a.ps1', text)).symbol('Read-It').summary).toEqual({ text: 'Reads.', source: 'doc' });
});

test('the help of a script is that of its file, and its parameters are a command line', async () => {
  const file = await extract(
    'tools/Deploy.ps1',
    [
      '<#',
      '.SYNOPSIS',
      'Deploys it.',
      '.PARAMETER Force',
      'Overwrites.',
      '#>',
      '#Requires -Modules Pester',
      'using module ./Lib.psm1',
      '[CmdletBinding()]',
      'param(',
      "  [Parameter(Mandatory = $true, HelpMessage = 'Where to')]",
      "  [Alias('p', 'out')]",
      '  [string] $Path = "x",',
      '  [switch] $Force,',
      '  # How many',
      '  [int] $Count',
      ')',
      '. $PSScriptRoot\\common\\tools.ps1',
      'Import-Module -Name Az -Force',
    ].join('\n'),
  );
  expect(file.module).toMatchObject({ kind: 'script', summary: { text: 'Deploys it.', source: 'doc' } });
  expect(usesOf(file.module, 'include')).toEqual(['Pester', './Lib.psm1', 'common/tools.ps1', 'Az']);
  expect(file.symbol('Deploy').options).toEqual([
    { names: ['-Path', '-p', '-out'], takesValue: true, help: 'Where to' },
    { names: ['-Force'], takesValue: false, help: 'Overwrites.' },
    { names: ['-Count'], takesValue: true, help: 'How many' },
  ]);
});

test('a module hides what it does not export', async () => {
  const text =
    'function Get-A { }\nfunction Set-B { }\nfunction helper { }\nExport-ModuleMember -Function Get-A, `\n  Set-* -Alias x\n';
  const file = await extract('a.psm1', text);
  expect(file.module.kind).toBe('module');
  expect(['Get-A', 'Set-B', 'helper'].map((name) => file.symbol(name).visibility)).toEqual([
    'public',
    'public',
    'file',
  ]);
});

test('calls are commands and methods, in the spelling of the function that they name', async () => {
  const file = await extract(
    'a.ps1',
    [
      'function Get-Data { }',
      'function Use-It {',
      '  $x = get-data -Property Name, Size | Where-Object { Test-It $_ } | % { $_ }',
      '  & "Run-Quoted" 1; & $variable; [IO.File]::ReadAllText($p); $x.Close().Dispose()',
      '  [Thing]::new(1); Register -Action ${function:Get-Data}',
      '  New-Object -TypeName Net.Client -ArgumentList text; New-Object Net.Other 1',
      '  if ($x -cnotin $y) { return 1GB }',
      '}',
      'class Thing { Thing($n) { $this.Init() } [void] Init() { } }',
    ].join('\n'),
  );
  expect(file.uses('Use-It')).toEqual([
    'call Get-Data',
    'call Where-Object',
    'call Test-It',
    'call Run-Quoted',
    'type IO.File',
    'call IO.File.ReadAllText',
    'call Close',
    'call Dispose',
    'type Thing',
    'call Thing',
    'call Register',
    'value Get-Data',
    'call New-Object',
    'type Net.Client',
    'type Net.Other',
  ]);
  expect(file.uses('Thing.Thing')).toEqual(['call Thing.Init']);
});

test.each([
  'Set-X -Property A, B, C -Name "x"',
  'git log --format=%H --all',
  '$a = $b ? 1 : 2',
  '$a ??= Get-X',
  'switch -Regex ($x) { "^\\[(.+)\\]" { 1 } }',
  '$l = [System.Collections.Generic.List`1[String]]::new()',
  '$f = [Func[[Object], [System.Guid]]] { 1 }',
  'foreach ($i in 1..3) { break outer }',
  '[Net.WebRequestMethods+Ftp]::Get',
  '"$($x.y["a"]) and `"$(1 + (2))`""',
])('%s is read without an error', async (statement) => {
  const file = await extract('a.ps1', `${statement}\nfunction After { }\n`);
  expect(file.file.syntaxErrors).toEqual([]);
  expect(file.names).toEqual(['function After']);
});
