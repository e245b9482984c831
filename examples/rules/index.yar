// Everything in this folder but errors.yar, in one compilation. Ctrl+click a path to open it.
include "./common.yar"
include "./text.yar"
include "./hex.yar"
include "./regex.yar"
include "./modules.yar"
include "./externals.yar"
