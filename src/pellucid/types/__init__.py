"""`tf.types`: types for annotations and `isinstance`."""

from pellucid.types import experimental as experimental

__all__ = ["experimental"]
