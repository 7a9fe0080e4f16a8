"""`tf.xla`: compiling functions as a whole."""

from pellucid.xla import experimental as experimental

__all__ = ["experimental"]
