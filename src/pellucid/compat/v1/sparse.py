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

__all__ = [
    "SparseTensor", "bincount", "cross", "cross_hashed", "expand_dims", "eye", "fill_empty_rows",
    "from_dense", "mask", "maximum", "minimum", "reorder", "reset_shape", "reshape", "retain",
    "slice", "softmax", "sparse_dense_matmul", "to_dense", "to_indicator", "transpose",
]
