"""`tf.sets`: the last dimension of a tensor as sets."""

from pellucid.ops.sets import (
    difference as difference,
    intersection as intersection,
    size as size,
    union as union,
)

__all__ = [
    "difference",
    "intersection",
    "size",
    "union",
]
