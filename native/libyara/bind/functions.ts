/** The functions of libyara that the program uses, and only those. Each returns an error code unless it says otherwise. */
import type { LibraryHandle } from 'koffi';
import type { Pointer } from './memory.ts';

/** Present in every supported version. C's prototypes: libyara/include/yara/{libyara,compiler,rules,scanner}.h */
const prototypes = {
  yr_initialize: 'int yr_initialize()',
  yr_set_configuration: 'int yr_set_configuration(int name, void *value)',
  yr_compiler_create: 'int yr_compiler_create(void *compiler)',
  yr_compiler_destroy: 'void yr_compiler_destroy(void *compiler)',
  yr_compiler_set_callback: 'void yr_compiler_set_callback(void *compiler, void *callback, void *data)',
  yr_compiler_set_include_callback:
    'void yr_compiler_set_include_callback(void *compiler, void *callback, void *free, void *data)',
  yr_compiler_add_file: 'int yr_compiler_add_file(void *compiler, void *file, const char *ns, const char *name)',
  yr_compiler_add_fd: 'int yr_compiler_add_fd(void *compiler, void *fd, const char *ns, const char *name)',
  yr_compiler_get_rules: 'int yr_compiler_get_rules(void *compiler, void *rules)',
  yr_compiler_define_integer_variable:
    'int yr_compiler_define_integer_variable(void *compiler, const char *name, int64_t value)',
  yr_compiler_define_boolean_variable:
    'int yr_compiler_define_boolean_variable(void *compiler, const char *name, int value)',
  yr_compiler_define_float_variable:
    'int yr_compiler_define_float_variable(void *compiler, const char *name, double value)',
  yr_compiler_define_string_variable:
    'int yr_compiler_define_string_variable(void *compiler, const char *name, const char *value)',
  yr_rules_save: 'int yr_rules_save(void *rules, const char *path)',
  yr_rules_load: 'int yr_rules_load(const char *path, void *rules)',
  yr_rules_destroy: 'int yr_rules_destroy(void *rules)',
  yr_rules_get_stats: 'int yr_rules_get_stats(void *rules, void *stats)',
  yr_compiler_load_atom_quality_table:
    'int yr_compiler_load_atom_quality_table(void *compiler, const char *path, unsigned char threshold)',
  yr_scanner_create: 'int yr_scanner_create(void *rules, void *scanner)',
  yr_scanner_destroy: 'void yr_scanner_destroy(void *scanner)',
  yr_scanner_set_callback: 'void yr_scanner_set_callback(void *scanner, void *callback, void *data)',
  yr_scanner_set_timeout: 'void yr_scanner_set_timeout(void *scanner, int seconds)',
  yr_scanner_set_flags: 'void yr_scanner_set_flags(void *scanner, int flags)',
  yr_scanner_define_integer_variable:
    'int yr_scanner_define_integer_variable(void *scanner, const char *name, int64_t value)',
  yr_scanner_define_boolean_variable:
    'int yr_scanner_define_boolean_variable(void *scanner, const char *name, int value)',
  yr_scanner_define_float_variable:
    'int yr_scanner_define_float_variable(void *scanner, const char *name, double value)',
  yr_scanner_define_string_variable:
    'int yr_scanner_define_string_variable(void *scanner, const char *name, const char *value)',
  yr_scanner_scan_mem: 'int yr_scanner_scan_mem(void *scanner, void *bytes, size_t length)',
  yr_scanner_scan_file: 'int yr_scanner_scan_file(void *scanner, const char *path)',
  yr_scanner_scan_proc: 'int yr_scanner_scan_proc(void *scanner, int pid)',
  yr_scanner_last_error_rule: 'void *yr_scanner_last_error_rule(void *scanner)',
  yr_scanner_last_error_string: 'void *yr_scanner_last_error_string(void *scanner)',
  yr_scanner_get_profiling_info: 'void *yr_scanner_get_profiling_info(void *scanner)',
  yr_scanner_reset_profiling_info: 'void yr_scanner_reset_profiling_info(void *scanner)',
  yr_object_print_data: 'void yr_object_print_data(void *object, int indent, int print_identifier)',
  yr_free: 'void yr_free(void *memory)',
} as const;

/** What is passed by address: a word to write to, a callback from `koffi.register`, or memory of C's. */
type Address = Pointer | Buffer | null;

export interface LibyaraFunctions {
  yr_initialize(): number;
  yr_set_configuration(name: number, value: Buffer): number;
  yr_compiler_create(compiler: Buffer): number;
  yr_compiler_destroy(compiler: Pointer): void;
  yr_compiler_set_callback(compiler: Pointer, callback: Pointer, data: null): void;
  yr_compiler_set_include_callback(compiler: Pointer, callback: Pointer, free: Pointer, data: null): void;
  /** Returns the number of errors. */
  yr_compiler_add_file(compiler: Pointer, file: Pointer, namespace: string | null, name: string): number;
  /** Returns the number of errors. `fd` is a HANDLE on Windows. */
  yr_compiler_add_fd(compiler: Pointer, fd: Address, namespace: string | null, name: string): number;
  yr_compiler_get_rules(compiler: Pointer, rules: Buffer): number;
  yr_compiler_define_integer_variable(compiler: Pointer, name: string, value: number): number;
  yr_compiler_define_boolean_variable(compiler: Pointer, name: string, value: number): number;
  yr_compiler_define_float_variable(compiler: Pointer, name: string, value: number): number;
  yr_compiler_define_string_variable(compiler: Pointer, name: string, value: string): number;
  yr_rules_save(rules: Pointer, path: string): number;
  yr_rules_load(path: string, rules: Buffer): number;
  yr_rules_destroy(rules: Pointer): number;
  /** `stats` is a YR_RULES_STATS. */
  yr_rules_get_stats(rules: Pointer, stats: Buffer): number;
  /** Warns of atoms below the threshold; 0 is never. */
  yr_compiler_load_atom_quality_table(compiler: Pointer, path: string, threshold: number): number;
  yr_scanner_create(rules: Pointer, scanner: Buffer): number;
  yr_scanner_destroy(scanner: Pointer): void;
  yr_scanner_set_callback(scanner: Pointer, callback: Pointer, data: null): void;
  yr_scanner_set_timeout(scanner: Pointer, seconds: number): void;
  yr_scanner_set_flags(scanner: Pointer, flags: number): void;
  yr_scanner_define_integer_variable(scanner: Pointer, name: string, value: number): number;
  yr_scanner_define_boolean_variable(scanner: Pointer, name: string, value: number): number;
  yr_scanner_define_float_variable(scanner: Pointer, name: string, value: number): number;
  yr_scanner_define_string_variable(scanner: Pointer, name: string, value: string): number;
  yr_scanner_scan_mem(scanner: Pointer, bytes: Buffer, length: number): number;
  /** Bytes, with a NUL at the end, are for names that are no UTF-8. */
  yr_scanner_scan_file(scanner: Pointer, path: string | Buffer): number;
  yr_scanner_scan_proc(scanner: Pointer, pid: number): number;
  /** Returns a YR_RULE. */
  yr_scanner_last_error_rule(scanner: Pointer): Pointer | null;
  /** Returns a YR_STRING. */
  yr_scanner_last_error_string(scanner: Pointer): Pointer | null;
  /** Returns an array of YR_RULE_PROFILING_INFO that ends with one without a rule, for {@link yr_free}. */
  yr_scanner_get_profiling_info(scanner: Pointer): Pointer | null;
  yr_scanner_reset_profiling_info(scanner: Pointer): void;
  /** Writes to C's standard output. */
  yr_object_print_data(object: Pointer, indent: number, withName: number): void;
  yr_free(memory: Pointer): void;
  /** Returns an array of YR_MODULE that ends with one without a name. Absent before 4.3. */
  readonly yr_modules_get_table: (() => Pointer) | undefined;
}

/** Binds the functions. @throws {Error} from koffi, naming the function that the library lacks. */
export function bindFunctions(library: LibraryHandle): LibyaraFunctions {
  const bound: Record<string, unknown> = {};
  for (const [name, prototype] of Object.entries(prototypes)) bound[name] = library.func(prototype);
  if (exportsSymbol(library, 'yr_modules_get_table')) {
    bound['yr_modules_get_table'] = library.func('void *yr_modules_get_table()');
  }
  return bound as unknown as LibyaraFunctions;
}

export function exportsSymbol(library: LibraryHandle, name: string): boolean {
  try {
    return library.symbol(name) !== null;
  } catch {
    return false;
  }
}
