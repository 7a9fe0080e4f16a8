"""`tf.sparse`: tensors of which only the values that are not zero are kept."""

from pellucid.ops.crossing import sparse_cross as cross, sparse_cross_hashed as cross_hashed
from pellucid.ops.sparse_conversion import (
    eye as eye,
    from_dense as from_dense,
    to_dense as to_dense,
    to_indicator as to_indicator,
)
from pellucid.ops.sparse_counting import bincount as bincount
from pellucid.ops.sparse_layout import (
    concat as concat,
    expand_dims as expand_dims,
    fill_empty_rows as fill_empty_rows,
    mask as mask,
    reorder as reorder,
    reset_shape as reset_shape,
    reshape as reshape,
    retain as retain,
    slice as slice,
    split as split,
    transpose as transpose,
)
from pellucid.ops.sparse_math import (
    add as add,
    map_values as map_values,
    maximum as maximum,
    minimum as minimum,
    reduce_max as reduce_max,
    reduce_sum as reduce_sum,
    sampled_addmm as sampled_addmm,
    softmax as softmax,
    sparse_dense_matmul as sparse_dense_matmul,
)
from pellucid.ops.sparse_segment import (
    segment_mean as segment_mean,
    segment_sqrt_n as segment_sqrt_n,
    segment_sum as segment_sum,
)
from pellucid.ops.sparse_tensor import SparseTensor as SparseTensor

__all__ = [
    "add",
    "bincount",
    "concat",
    "cross",
    "cross_hashed",
    "expand_dims",
    "eye",
    "fill_empty_rows",
    "from_dense",
    "map_values",
    "mask",
    "maximum",
    "minimum",
    "reduce_max",
    "reduce_sum",
    "reorder",
    "reset_shape",
    "reshape",
    "retain",
    "sampled_addmm",
    "segment_mean",
    "segment_sqrt_n",
    "segment_sum",
    "slice",
    "softmax",
    "sparse_dense_matmul",
    "SparseTensor",
    "split",
    "to_dense",
    "to_indicator",
    "transpose",
]
