"""`tf.compat.v1.sparse` where its arguments differ from those of `tf.sparse`."""

from __future__ import annotations

from typing import Any

import pellucid as tf
from pellucid.compat.v1.argument_names import either
from pellucid.core.tensor import Tensor
from pellucid.core.typing import AxisLike, DTypeLike, TensorLike


def add(a: Any, b: Any, threshold: Any = None, thresh: Any = None) -> Any:
    """The sum of two sparse tensors, or of a sparse and a dense one. See `tf.sparse.add`."""
    limit = either("threshold", threshold, "thresh", thresh)
    return tf.sparse.add(a, b, 0 if limit is None else limit)


def concat(
    axis: Any, sp_inputs: Any, name: str | None = None, expand_nonconcat_dim: bool = False,
    concat_dim: Any = None, expand_nonconcat_dims: bool | None = None,
) -> Any:  # fmt: skip
    """Sparse tensors one after the other. See `tf.sparse.concat`."""
    expand = expand_nonconcat_dim if expand_nonconcat_dims is None else expand_nonconcat_dims
    return tf.sparse.concat(either("axis", axis, "concat_dim", concat_dim), sp_inputs, expand, name)


def split(
    keyword_required: Any = None, sp_input: Any = None, num_split: Any = None, axis: Any = None,
    name: str | None = None, split_dim: Any = None,
) -> Any:  # fmt: skip
    """A sparse tensor in `num_split` parts. All arguments are given by name; see `tf.sparse.split`.

    Raises:
        ValueError: an argument without a name, or one is missing.
    """
    if keyword_required is not None:
        raise ValueError("Keyword arguments are required for this function.")
    axis = either("axis", axis, "split_dim", split_dim)
    for argument, value in (("sp_input", sp_input), ("num_split", num_split), ("axis", axis)):
        if value is None:
            raise ValueError(f"{argument} is required")
    return tf.sparse.split(sp_input, num_split, axis, name)


def reduce_max(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None,
    reduction_axes: AxisLike | None = None, keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The largest elements, as a dense tensor. See `tf.sparse.reduce_max`."""
    return _reduced(tf.sparse.reduce_max, sp_input, axis, keepdims, reduction_axes, keep_dims)


def reduce_max_sparse(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None,
    reduction_axes: AxisLike | None = None, keep_dims: bool | None = None,
) -> Any:  # fmt: skip
    """The largest elements, as a sparse tensor. See `tf.sparse.reduce_max`."""
    found = _reduced(tf.sparse.reduce_max, sp_input, axis, keepdims, reduction_axes, keep_dims)
    return tf.sparse.from_dense(found)


def reduce_sum(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None,
    reduction_axes: AxisLike | None = None, keep_dims: bool | None = None,
) -> Tensor:  # fmt: skip
    """The sums, as a dense tensor. See `tf.sparse.reduce_sum`."""
    return _reduced(tf.sparse.reduce_sum, sp_input, axis, keepdims, reduction_axes, keep_dims)


def reduce_sum_sparse(
    sp_input: Any, axis: AxisLike | None = None, keepdims: bool | None = None,
    reduction_axes: AxisLike | None = None, keep_dims: bool | None = None,
) -> Any:  # fmt: skip
    """The sums, as a sparse tensor. See `tf.sparse.reduce_sum`."""
    found = _reduced(tf.sparse.reduce_sum, sp_input, axis, keepdims, reduction_axes, keep_dims)
    return tf.sparse.from_dense(found)


def _reduced(
    function: Any, sp_input: Any, axis: Any, keepdims: Any, old: Any, old_keep: Any
) -> Any:
    keep = either("keepdims", keepdims, "keep_dims", old_keep)
    return function(sp_input, either("axis", axis, "reduction_axes", old), bool(keep))


def segment_sum(
    data: TensorLike, indices: TensorLike, segment_ids: TensorLike, name: str | None = None,
    num_segments: Any = None, sparse_gradient: bool = False,
) -> Tensor:  # fmt: skip
    """The sums of rows in each segment. See `tf.sparse.segment_sum`."""
    return tf.sparse.segment_sum(data, indices, segment_ids, num_segments, name, sparse_gradient)


def segment_mean(
    data: TensorLike, indices: TensorLike, segment_ids: TensorLike, name: str | None = None,
    num_segments: Any = None, sparse_gradient: bool = False,
) -> Tensor:  # fmt: skip
    """The means of rows in each segment. See `tf.sparse.segment_mean`."""
    return tf.sparse.segment_mean(data, indices, segment_ids, num_segments, name, sparse_gradient)


def segment_sqrt_n(
    data: TensorLike, indices: TensorLike, segment_ids: TensorLike, name: str | None = None,
    num_segments: Any = None, sparse_gradient: bool = False,
) -> Tensor:  # fmt: skip
    """The sums of rows over the roots of their number. See `tf.sparse.segment_sqrt_n`."""
    return tf.sparse.segment_sqrt_n(data, indices, segment_ids, num_segments, name, sparse_gradient)


def merge(
    sp_ids: Any, sp_values: Any, vocab_size: Any, name: str | None = None,
    already_sorted: bool = False,
) -> Any:  # fmt: skip
    """Values in the places that ids name: a row of features for each row of ids.

    Args:
        sp_ids: a sparse tensor of ids, or a list of several.
        sp_values: a sparse tensor of the same places.
        vocab_size: the number of ids, or a list.
        name: the node's name in a graph.
        already_sorted: whether the ids in each row rise.

    Returns: a sparse tensor of shape [*leading dimensions, *vocab_size].
    """
    several = sp_ids if isinstance(sp_ids, list | tuple) else [sp_ids]
    sizes = vocab_size if isinstance(vocab_size, list | tuple) else [vocab_size]
    columns = [tf.expand_dims(tf.cast(ids.values, tf.int64), 1) for ids in several]
    indices = tf.concat([several[0].indices[:, :-1], *columns], 1)
    shape = tf.concat([several[0].dense_shape[:-1], tf.cast(tf.stack(sizes), tf.int64)], 0)
    made = tf.SparseTensor(indices, sp_values.values, shape)
    return made if already_sorted else tf.sparse.reorder(made, name)


def serialize_sparse(
    sp_input: Any, name: str | None = None, out_type: DTypeLike = tf.string
) -> Tensor:
    """A sparse tensor as three strings. See `tf.io.serialize_sparse`."""
    return tf.io.serialize_sparse(sp_input, out_type, name)


def serialize_many_sparse(
    sp_input: Any, name: str | None = None, out_type: DTypeLike = tf.string
) -> Tensor:
    """The rows of a sparse tensor as strings. See `tf.io.serialize_many_sparse`."""
    return tf.io.serialize_many_sparse(sp_input, out_type, name)
