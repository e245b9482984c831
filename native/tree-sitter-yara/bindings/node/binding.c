// What the npm package `tree-sitter` asks of a grammar: an object with the name of the language and
// a pointer to it, marked with a type tag. Node-API only, so that one build serves Node and Electron.

#define NAPI_VERSION 8

#include <node_api.h>

typedef struct TSLanguage TSLanguage;

const TSLanguage *tree_sitter_yara(void);

// The tag that node-tree-sitter checks for: "tree-sitter", "language" hashed with BLAKE2.
static const napi_type_tag LANGUAGE_TYPE_TAG = {0x8AF2E5212AD58ABF, 0xD5006CAD83ABBA16};

NAPI_MODULE_INIT() {
  napi_value language, name;
  if (napi_create_external(env, (void *)tree_sitter_yara(), NULL, NULL, &language) != napi_ok ||
      napi_type_tag_object(env, language, &LANGUAGE_TYPE_TAG) != napi_ok ||
      napi_create_string_utf8(env, "yara", NAPI_AUTO_LENGTH, &name) != napi_ok ||
      napi_set_named_property(env, exports, "name", name) != napi_ok ||
      napi_set_named_property(env, exports, "language", language) != napi_ok) {
    napi_throw_error(env, NULL, "tree-sitter-yara: the binding could not be set up");
    return NULL;
  }
  return exports;
}
