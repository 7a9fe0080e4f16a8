"""`tf.sparse`: tensors of which only the values that are not zero are kept."""

from pellucid.ops.sparse_segment import segment_mean as segment_mean
from pellucid.ops.sparse_segment import segment_sqrt_n as segment_sqrt_n
from pellucid.ops.sparse_segment import segment_sum as segment_sum
from pellucid.ops.sparse_tensor import SparseTensor as SparseTensor
from pellucid.ops.sparse_tensor import from_dense as from_dense
from pellucid.ops.sparse_tensor import to_dense as to_dense

__all__ = [
    "SparseTensor",
    "from_dense",
    "segment_mean",
    "segment_sqrt_n",
    "segment_sum",
    "to_dense",
]
