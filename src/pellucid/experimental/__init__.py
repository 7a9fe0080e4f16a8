"""`tf.experimental`: what may still change in TensorFlow."""

from typing import TYPE_CHECKING

from pellucid.core.late import late
from pellucid.ops.ragged_shape import DynamicRaggedShape as DynamicRaggedShape
from pellucid.ops.row_partition import RowPartition as RowPartition

if TYPE_CHECKING:
    from pellucid.experimental import numpy as numpy

__getattr__ = late(globals(), {"numpy": "pellucid.experimental.numpy"})

__all__ = [
    "DynamicRaggedShape",
    "RowPartition",
    "numpy",
]
