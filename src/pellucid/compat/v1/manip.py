"""`tf.compat.v1.manip`: shapes and places."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid import (
    batch_to_space as batch_to_space_nd, reshape as reshape, reverse as reverse, roll as roll,
    scatter_nd as scatter_nd, space_to_batch as space_to_batch_nd, tile as tile,
)
from pellucid.compat.v1.arrays import gather_nd as gather_nd

__all__ = [
    "batch_to_space_nd", "gather_nd", "reshape", "reverse", "roll", "scatter_nd",
    "space_to_batch_nd", "tile",
]
