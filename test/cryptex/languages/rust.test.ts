import { expect, test } from 'vitest';
import { extract, usesOf } from './support.ts';

test('methods are named after the type of their impl or trait, and what is in a module after that', async () => {
  const file = await extract(
    'lib.rs',
    [
      'pub struct Set<T> { items: Vec<T> }',
      "impl<'a, T: Ord> Set<&'a T> { pub fn new() -> Self { todo!() } fn grow(&mut self) {} }",
      'impl<T> std::fmt::Display for &Set<T> { fn fmt(&self) {} }',
      'pub trait Walk { fn step(&self); fn all(&self) { fn inner() {} } }',
      'mod deep { pub(crate) enum Kind { A } union Raw { a: u8 } impl Kind { fn of() {} } }',
      'macro_rules! twice { ($e:expr) => { fn hidden() {} } }',
      'const TEXT: &str = r#"fn quoted() {}"#; // fn comment() {}',
      'extern "C" { fn puts(s: *const u8) -> i32; }',
    ].join('\n'),
  );
  expect(file.names).toEqual([
    'struct Set',
    'method Set::new',
    'method Set::grow',
    'method Set::fmt',
    'class Walk',
    'method Walk::step',
    'method Walk::all',
    'function Walk::all::inner',
    'module deep',
    'enum deep::Kind',
    'union deep::Raw',
    'method deep::Kind::of',
    'macro twice',
  ]);
  const visibility = [
    'Set',
    'Set::new',
    'Set::grow',
    'Set::fmt',
    'Walk::step',
    'Walk::all::inner',
    'deep',
    'deep::Kind',
    'deep::Raw',
  ];
  expect(visibility.map((name) => file.symbol(name).visibility)).toEqual([
    'public',
    'public',
    'private',
    'public',
    'public',
    'private',
    'file',
    'public',
    'private',
  ]);
});

test('attributes belong to a definition, doc comments and plain comments do not, and cfg tells variants apart', async () => {
  const file = await extract(
    'lib.rs',
    [
      '//! Opens things. All of them.',
      '',
      '#[cfg(unix)]',
      'mod sys {',
      '  /// Opens it. Once.',
      '  /// # Errors',
      '  /// Many.',
      '  #[inline]',
      '  #[cfg(all(a, feature = "b"))]',
      '  pub unsafe extern "C" fn open(path: &str, /* how */ flags: u32) -> Result<(), Error>',
      '  where',
      '    Error: Sized,',
      '  {',
      '  }',
      '}',
      '#[doc = "Closes it."]',
      'fn close();',
      '/** Shuts',
      ' * it. */',
      'fn shut() {}',
    ].join('\n'),
  );
  expect(file.module.summary).toEqual({ text: 'Opens things.', source: 'doc' });
  expect(file.symbol('sys::open')).toMatchObject({
    signature:
      '#[inline] #[cfg(all(a, feature = "b"))] pub unsafe extern "C" fn open(path: &str, flags: u32) -> Result<(), Error> where Error: Sized,',
    summary: { text: 'Opens it.' },
    variant: 'unix && all(a, feature = "b")',
    span: { startLine: 8, endLine: 14 },
    docSpan: { startLine: 5, endLine: 7 },
  });
  expect(file.symbol('shut').summary.text).toBe('Shuts it.');
});

test('calls are told with their paths, in macros too, and Self by its type', async () => {
  const file = await extract(
    'lib.rs',
    [
      'impl Set {',
      '  fn go(&self, f: fn()) {',
      '    Self::make().then(1).last::<u8>(); self.grow(); self.other();',
      '    std::fs::read(Vec::<u8>::with_capacity(1)); crate::a::run(); (self.0)(1);',
      '    assert_eq!(deep::f(1), self.grow(), "g(x)"); log::info!("x");',
      '    register(free, Set::make, Kind::A, f);',
      '    Some(1); Ok(())',
      '  }',
      '  fn make() -> Self {} fn grow(&self) {}',
      '}',
      'fn free() {}',
      'static TABLE: &[(&str, fn())] = &[("free", free)];',
    ].join('\n'),
  );
  expect(file.uses('Set::go')).toEqual([
    'call Set::make',
    'call then',
    'call last',
    'call Set::grow',
    'call other',
    'call std::fs::read',
    'call Vec::with_capacity',
    'call a::run',
    'call assert_eq',
    'call deep::f',
    'call log::info',
    'call register',
    'value free',
    'value Set::make',
  ]);
  expect(usesOf(file.module, 'value')).toEqual(['free']);
});

test('use declarations are told with whole paths', async () => {
  const file = await extract(
    'lib.rs',
    'use std::{fs, io::{self, Read as R, *}};\nuse crate::a::b as c;\npub use self::d;\nmod sub;\nextern crate alloc;\nmod inline { }\n',
  );
  expect(usesOf(file.module, 'include')).toEqual([
    'std::fs',
    'std::io',
    'std::io::Read',
    'std::io::*',
    'crate::a::b',
    'self::d',
    'sub',
    'alloc',
  ]);
});

test('type parameters are no types that are used', async () => {
  const file = await extract(
    'lib.rs',
    'fn f<T: Ord, U>(a: T, b: Map<U, fmt::Error>) -> Option<Node> where U: Hash { }',
  );
  expect(file.uses('f', 'type')).toEqual(['Ord', 'Map', 'fmt::Error', 'Node', 'Hash']);
});

test('the derive macros of clap declare command lines', async () => {
  const file = await extract(
    'src/main.rs',
    [
      '/// Scans things. Fast.',
      '#[derive(Debug, Parser)]',
      '#[command(name = "scan", version)]',
      'struct Cli {',
      '  /// Where to look',
      '  path: PathBuf,',
      '  #[arg(short, long, action = ArgAction::Count)] verbose: u8,',
      '  #[arg(short = \'o\', long = "out", help = "Where to write")] output: Option<String>,',
      '  #[command(flatten)] more: More,',
      '  #[command(subcommand)] command: Command,',
      '}',
      '#[derive(Args)] struct More { #[arg(long)] dry_run: bool }',
      '#[derive(Subcommand)] enum Command {',
      '  /// Adds one',
      '  AddOne { name: String },',
      '  List(List),',
      '}',
      '#[derive(Args)] struct List { #[clap(long)] all: bool }',
    ].join('\n'),
  );
  const lines = file.file.symbols.filter(({ kind }) => kind === 'cli');
  expect(lines.map(({ name, options }) => ({ name, options }))).toEqual([
    {
      name: 'scan',
      options: [
        { names: ['path'], takesValue: true, help: 'Where to look' },
        { names: ['-v', '--verbose'], takesValue: false },
        { names: ['-o', '--out'], takesValue: true, help: 'Where to write' },
        { names: ['--dry-run'], takesValue: false },
      ],
    },
    { name: 'scan add-one', options: [{ names: ['name'], takesValue: true }] },
    { name: 'scan list', options: [{ names: ['--all'], takesValue: false }] },
  ]);
});
