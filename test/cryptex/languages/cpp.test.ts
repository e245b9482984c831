import { describe, expect, it } from 'vitest';
import { extract } from './support.ts';

const find = async (source: string, path = 'a.cpp') => await extract(path, source);

describe('definitions of C++', () => {
  it('are functions, and methods in and out of their classes', async () => {
    const found = await find(`
class Scanner : public Base {
 public:
  explicit Scanner(int limit) : limit_(limit), rules_{} { open(); }
  ~Scanner() { close(); }
  int run(const Rule& rule) const override { return 1; }
  int stop();
 private:
  int limit_;
};

int Scanner::stop() { return 0; }
static int help() { return 1; }
`);
    expect(found.names).toEqual([
      'class Scanner',
      'method Scanner::Scanner',
      'method Scanner::~Scanner',
      'method Scanner::run',
      'method Scanner::stop',
      'function help',
    ]);
    expect(found.symbol('Scanner').signature).toBe('class Scanner : public Base');
    expect(found.symbol('Scanner::Scanner').signature).toBe('explicit Scanner(int limit)');
    expect(found.symbol('Scanner::run').signature).toBe('int run(const Rule& rule) const override');
    expect(found.symbol('Scanner::stop').signature).toBe('int Scanner::stop()');
    expect(found.file.language).toBe('cpp');
  });

  it('have the namespaces around them in their names', async () => {
    const found = await find(`
namespace yara::scan {
inline namespace v1 {
namespace {
struct Match { int at; };
int find(Match m) { return m.at; }
}
void Rules::add() {}
}
}
`);
    expect(found.names).toEqual([
      'struct yara::scan::v1::Match',
      'function yara::scan::v1::find',
      'method yara::scan::v1::Rules::add',
    ]);
  });

  it('are functions where a namespace qualifies them', async () => {
    const found = await find('namespace yara { int scan(); }\nint yara::scan() { return 1; }\n');
    expect(found.names).toEqual(['function yara::scan']);
  });

  it('are templates with their heads, and what specializes them', async () => {
    const found = await find(`
template <typename T, int N>
class Ring {
  template <class U> void push(U&& value) { put(value); }
};
template <typename T, int N>
void Ring<T, N>::clear() {}
template <> struct std::hash<Rule> {
  size_t operator()(const Rule& rule) const noexcept { return 1; }
};
template <> int of<int>() { return 1; }
`);
    expect(found.names).toEqual([
      'class Ring',
      'method Ring::push',
      'method Ring::clear',
      'struct std::hash',
      'method std::hash::operator()',
      'function of',
    ]);
    expect(found.source('Ring::clear')).toBe('template <typename T, int N>\nvoid Ring<T, N>::clear() {}');
    expect(found.symbol('std::hash').signature).toBe('template <> struct std::hash<Rule>');
    expect(found.uses('Ring::push')).toEqual(['call put']);
  });

  it.each([
    ['bool operator==(const A& a) const { return true; }', 'operator=='],
    ['bool operator == (const A& a) const { return true; }', 'operator=='],
    ['int operator()(int a) { return a; }', 'operator()'],
    ['int& operator[](int a) { return b[a]; }', 'operator[]'],
    ['explicit operator bool() const { return true; }', 'operator bool'],
    ['operator const char *() const { return 0; }', 'operator const char*'],
    ['void* operator new(size_t size) { return 0; }', 'operator new'],
  ])('are operators: %s', async (source, name) => {
    expect((await find(`struct A { ${source} };`)).names).toEqual(['struct A', `method A::${name}`]);
  });

  it.each([
    ['A::operator bool() const { return true; }', 'method A::operator bool'],
    ['inline A::operator int32_t() const { return 1; }', 'method A::operator int32_t'],
    ['A& A::operator+=(const A& a) { return *this; }', 'method A::operator+='],
    ['const std::vector<B>& A<B>::all() const { return all_; }', 'method A::all'],
    ['auto f(int a) -> std::string { return {}; }', 'function f'],
    ['extern "C" int f(void) { return 1; }', 'function f'],
    ['EXPORT std::string f() { return {}; }', 'function f'],
    ['A::A(int a) try : b(a) { run(); } catch (...) {}', 'method A::A'],
    ['TEST(Suite, finds_all) { run(); }', 'function Suite_finds_all'],
    ['DEFINE_TEST(finds) { run(); }', 'function finds'],
    ['enum class Color : int { Red };', 'enum Color'],
    ['class EXPORT Scanner final : Base { };', 'class Scanner'],
    ['typedef struct tag { int a; } Name;', 'struct Name'],
    ['#define MAX(a, b) ((a) > (b) ? (a) : (b))\n', 'macro MAX'],
  ])('are found outside of classes: %s', async (source, name) => {
    expect((await find(source)).names).toEqual([name]);
  });

  it.each([
    ['class A;'],
    ['int f(int a);'],
    ['struct A { A() = default; A(const A&) = delete; virtual int f() = 0; }'],
    ['using namespace std;'],
    ['A a(1);'],
    ['auto f = [](int a) { return g(a); };'],
  ])('are not %s', async (source) => {
    expect((await find(source)).names.filter((name) => name !== 'struct A')).toEqual([]);
  });

  it('have all overloads, which their signatures tell apart', async () => {
    const found = await find('int put(int a) { return 1; }\nint put(char a) { return 2; }\n');
    expect(found.file.symbols.slice(1).map(({ signature }) => signature)).toEqual([
      'int put(int a)',
      'int put(char a)',
    ]);
  });

  it('begin with extern "C", which holds for one definition', async () => {
    const found = await find('extern "C" int f(void) { return 1; }\nextern "C" {\nint g(void) { return 1; }\n}\n');
    expect(found.source('f')).toBe('extern "C" int f(void) { return 1; }');
    expect(found.symbol('g').span).toMatchObject({ startLine: 3, endLine: 3 });
  });

  it('are seen as far as their classes, namespaces and `static` let them', async () => {
    const found = await find(`
class A {
  int hidden() { return 1; }
  int outside();
 public:
  int shown() { return 1; }
 protected:
  struct Inside { int f() { return 1; } };
};
int A::outside() { return 1; }
int A::elsewhere() { return 1; }
struct B { int open() { return 1; } private: int shut() { return 1; } };
namespace { int f() { return 1; } class C { public: int g() { return 1; } }; }
static int h() { struct Local { int i() { return 1; } }; return 1; }
int j() { static int k; return k; }
`);
    const seen = Object.fromEntries(found.file.symbols.slice(1).map((each) => [each.qualifiedName, each.visibility]));
    expect(seen).toEqual({
      A: 'public',
      'A::hidden': 'private',
      'A::outside': 'private',
      'A::shown': 'public',
      'A::Inside': 'private',
      'A::Inside::f': 'private',
      'A::elsewhere': 'public',
      B: 'public',
      'B::open': 'public',
      'B::shut': 'private',
      f: 'file',
      C: 'file',
      'C::g': 'file',
      h: 'file',
      'h::Local': 'private',
      'h::Local::i': 'private',
      j: 'public',
    });
  });

  it('are documented above the heads of their templates', async () => {
    const found = await find('/** Finds all. */\ntemplate <typename T>\nint find(T t) { return 1; }\n');
    expect(found.symbol('find').summary).toEqual({ text: 'Finds all.', source: 'doc' });
  });

  it('are found around blocks of macros and conditions on includes', async () => {
    const found = await find(`
#if __has_include(<optional>)
#include <optional>
#endif
DEFINE_HASH(unsigned int, constexpr);
int f() {
  DEFER { close(); };
  return 1;
}
int g() { return 1; }
`);
    expect(found.names).toEqual(['function f', 'function g']);
    expect(found.file.syntaxErrors).toEqual([]);
  });
});

describe('references of C++', () => {
  it('are calls through objects, pointers, classes, namespaces and templates', async () => {
    const found = await find(`
int f(A* a, A& b) {
  a->open();
  b.read<int>();
  A::make();
  ::std::sort(b.begin(), b.end());
  convert<int>(1);
  auto each = [&](int n) { inside(n); };
  return new ns::Rule(1) != nullptr;
}
`);
    expect(found.uses('f', 'call')).toEqual([
      'open',
      'read',
      'A::make',
      'std::sort',
      'begin',
      'end',
      'convert',
      'inside',
      'ns::Rule',
    ]);
  });

  it('say the class of a call of the object itself, where the file gives it such a method', async () => {
    const found = await find(`
struct A { int one(); int two() { return one() + this->one() + this->base() + free(); } };
struct B { int one() { return 1; } };
int A::one() { return two(); }
`);
    expect(found.uses('A::two')).toEqual(['call A::one', 'call base', 'call free']);
    expect(found.uses('A::one')).toEqual(['call A::two']);
  });

  it('are base classes and types, without parameters of templates', async () => {
    const found = await find(`
template <typename T> class A : public ns::Base<T>, Other {
  std::vector<T> all(const Rule& rule) { Match match; return {}; }
};
`);
    expect(found.uses('A')).toEqual(['type ns::Base', 'type Other']);
    expect(found.uses('A::all')).toEqual(['type std::vector', 'type Rule', 'type Match']);
  });

  it('are functions and methods that are handed over, not variables', async () => {
    const found = await find(
      'void f(int n) { auto [a, b] = pair(); for (auto& each : all) use(each, a, n); on(&A::run, stop); }\n',
    );
    expect(found.uses('f', 'value')).toEqual(['A::run', 'stop']);
  });

  it('are included files', async () => {
    const found = await find('#include <vector>\n#include "scan/rule.hpp"\n');
    expect(found.module.references.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'include vector',
      'include scan/rule.hpp',
    ]);
  });
});

describe('a header', () => {
  it.each([
    ['class A { int f(); };\n', 'cpp'],
    ['namespace a {\nint f();\n}\n', 'cpp'],
    ['template <typename T> T f(T t);\n', 'cpp'],
    ['inline std::string name();\n', 'cpp'],
    ['struct A { int a;\n public:\n int b; };\n', 'cpp'],
    ['enum class Color { Red };\n', 'cpp'],
    ['int f(int class);\n', 'c'],
    ['struct operator { int template; };\nint namespace = 1;\n', 'c'],
    ['// class A {\n/* namespace a { */\nint f(void);\n', 'c'],
    ['#ifdef __cplusplus\nextern "C" {\n#endif\nint f(void);\n#ifdef __cplusplus\n}\n#endif\n', 'c'],
    ['int f(void);\n#if defined(__cplusplus)\nclass A { };\ntemplate <class T> void g(T t);\n#endif\n', 'c'],
  ])('%j is %s', async (source, language) => {
    expect((await find(source, 'a.h')).file.language).toBe(language);
  });
});
