/** What `build/Release/tree_sitter_yara_binding.node` exports; for `Parser.setLanguage`. */
declare const binding: {
  readonly name: 'yara';
  /** A pointer to the language, opaque to JavaScript. */
  readonly language: unknown;
};
export = binding;
