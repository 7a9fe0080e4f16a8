"""`tf.experimental`: what may still change in TensorFlow."""

from pellucid.ops.ragged_shape import DynamicRaggedShape as DynamicRaggedShape
from pellucid.ops.row_partition import RowPartition as RowPartition

__all__ = [
    "DynamicRaggedShape",
    "RowPartition",
]
