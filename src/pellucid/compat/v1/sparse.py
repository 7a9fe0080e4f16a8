"""`tf.compat.v1.sparse`: sparse tensors."""

# A table of names, a line of them at a time.
# isort: off
# fmt: off
from pellucid.sparse import (
    bincount as bincount, cross as cross, cross_hashed as cross_hashed, expand_dims as expand_dims,
    eye as eye, fill_empty_rows as fill_empty_rows, from_dense as from_dense, mask as mask,
    maximum as maximum, minimum as minimum, reorder as reorder, reset_shape as reset_shape,
    reshape as reshape, retain as retain, slice as slice, softmax as softmax,
    sparse_dense_matmul as sparse_dense_matmul, SparseTensor as SparseTensor, to_dense as to_dense,
    to_indicator as to_indicator, transpose as transpose,
)
from pellucid.compat.v1.placeholders import sparse_placeholder as placeholder
from pellucid.sparse import (
    sparse_dense_matmul as matmul,
)
from pellucid.compat.v1.sparse_functions import (
    add as add, concat as concat, merge as merge, reduce_max as reduce_max,
    reduce_max_sparse as reduce_max_sparse, reduce_sum as reduce_sum,
    reduce_sum_sparse as reduce_sum_sparse, segment_mean as segment_mean,
    segment_sqrt_n as segment_sqrt_n, segment_sum as segment_sum, split as split,
)

__all__ = [
    "SparseTensor", "add", "bincount", "concat", "cross", "cross_hashed", "expand_dims", "eye",
    "fill_empty_rows", "from_dense", "mask", "matmul", "maximum", "merge", "minimum", "placeholder",
    "reduce_max", "reduce_max_sparse", "reduce_sum", "reduce_sum_sparse", "reorder", "reset_shape",
    "reshape", "retain", "segment_mean", "segment_sqrt_n", "segment_sum", "slice", "softmax",
    "sparse_dense_matmul", "split", "to_dense", "to_indicator", "transpose",
]
