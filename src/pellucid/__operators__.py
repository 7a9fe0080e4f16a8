"""`tf.__operators__`: what `+`, `==`, `!=` and `[]` of tensors do."""

from pellucid.ops.operators import (
    operator_add as add,
    operator_eq as eq,
    operator_getitem as getitem,
    operator_ne as ne,
)
from pellucid.ops.ragged_indexing import ragged_getitem as ragged_getitem

__all__ = ["add", "eq", "getitem", "ne", "ragged_getitem"]
