"""`tf.compat.v1.sets`: rows as sets of numbers or strings."""

from pellucid.sets import (
    difference as difference,
    difference as set_difference,
    intersection as intersection,
    intersection as set_intersection,
    size as set_size,
    size as size,
    union as set_union,
    union as union,
)

__all__ = [
    "difference", "intersection", "set_difference", "set_intersection", "set_size", "set_union",
    "size", "union",
]  # fmt: skip
