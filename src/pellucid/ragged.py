"""`tf.ragged`: tensors whose rows have different lengths."""

from pellucid.ops.crossing import ragged_cross as cross, ragged_cross_hashed as cross_hashed
from pellucid.ops.ragged_creation import (
    constant as constant,
    range as range,
    row_splits_to_segment_ids as row_splits_to_segment_ids,
    segment_ids_to_row_splits as segment_ids_to_row_splits,
)
from pellucid.ops.ragged_elementwise import map_flat_values as map_flat_values
from pellucid.ops.ragged_indexing import boolean_mask as boolean_mask
from pellucid.ops.ragged_joining import (
    stack as stack,
    stack_dynamic_partitions as stack_dynamic_partitions,
)

__all__ = [
    "boolean_mask",
    "constant",
    "cross",
    "cross_hashed",
    "map_flat_values",
    "range",
    "row_splits_to_segment_ids",
    "segment_ids_to_row_splits",
    "stack",
    "stack_dynamic_partitions",
]
