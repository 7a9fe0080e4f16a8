"""`tf.__operators__`: what `+`, `==`, `!=` and `[]` of tensors do."""

from pellucid.ops.operators import (
    operator_add as _add,
    operator_eq as _eq,
    operator_getitem as _getitem,
    operator_ne as _ne,
)
from pellucid.ops.ragged_indexing import ragged_getitem as ragged_getitem

add, eq, ne, getitem = _add, _eq, _ne, _getitem

__all__ = ["add", "eq", "getitem", "ne", "ragged_getitem"]
