"""`tf.autograph.experimental`: what to convert, and hints for loops."""

from pellucid.function.autograph.conversion import do_not_convert as do_not_convert
from pellucid.function.autograph.features import Feature as Feature
from pellucid.function.autograph.tracing import set_loop_options as set_loop_options

__all__ = ["Feature", "do_not_convert", "set_loop_options"]
