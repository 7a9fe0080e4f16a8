"""Embeddings of several ids, combined: `tf.nn.embedding_lookup_sparse` and its safe form."""

from __future__ import annotations

from typing import Any

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.errors import explain
from pellucid.core.tensor import Tensor
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.casting import cast
from pellucid.ops.creation import ones_like, zeros_like
from pellucid.ops.division import divide_no_nan
from pellucid.ops.exponential import sqrt
from pellucid.ops.gather import embedding_lookup, where
from pellucid.ops.joining import concat
from pellucid.ops.math import square
from pellucid.ops.ragged_tensor import RaggedTensor
from pellucid.ops.reduction import reduce_prod
from pellucid.ops.segment import segment_sum
from pellucid.ops.sparse_layout import fill_empty_rows, reshape as reshape_sparse, retain
from pellucid.ops.sparse_tensor import SparseTensor


def embedding_lookup_sparse(
    params: Any,
    sp_ids: Any,
    sp_weights: Any,
    combiner: str | None = None,
    max_norm: float | None = None,
    name: str | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """For each row of ids the combination of their embeddings.

    Args:
        params: the table, or a list of its parts.
        sp_ids: a SparseTensor or RaggedTensor of rank 2, integers.
        sp_weights: weights in the same form, or None: all 1.
        combiner: `"sum"`; `"mean"` (default): over the sum of weights; `"sqrtn"`: over the square
            root of the sum of their squares.
        max_norm: scale embeddings down to at most this length.
        allow_fast_lookup: has no effect: there is one way of looking up.

    Returns: one row for each row of ids up to the last that has any.

    Raises:
        ValueError: an unknown combiner, or weights in another form.
        TypeError: ids are neither sparse nor ragged.

    Example:
        >>> ids = tf.SparseTensor([[0, 0], [0, 1]], [0, 1], [1, 2])
        >>> tf.nn.embedding_lookup_sparse(tf.constant([[1.], [3.]]), ids, None).numpy().tolist()
        [[2.0]]
    """
    kind = "mean" if combiner is None else combiner
    if kind not in ("mean", "sqrtn", "sum"):
        raise ValueError(
            explain("tf.nn.embedding_lookup_sparse [combiner]", "unknown",
                    expected="'mean', 'sqrtn' or 'sum'", received=combiner)
        )  # fmt: skip
    ids, rows = _parts(sp_ids)
    rows_of_embeddings = embedding_lookup(params, ids, max_norm)
    if sp_weights is None:
        weights = ones_like(cast(ids, rows_of_embeddings.dtype))
    else:
        if type(sp_weights) is not type(sp_ids):
            raise TypeError(
                explain(
                    "tf.nn.embedding_lookup_sparse [sp_weights]",
                    "in another form than sp_ids",
                    expected=type(sp_ids).__name__,
                    received=type(sp_weights).__name__,
                )
            )
        weights = cast(_parts(sp_weights)[0], rows_of_embeddings.dtype)
        weights.shape.assert_is_compatible_with(ids.shape)
    inner = [1] * ((rows_of_embeddings.shape.rank or 2) - 1)
    column = reshape(weights, [-1, *inner])
    total = segment_sum(rows_of_embeddings * column, rows, name=name)
    if kind == "sum":
        return total
    if kind == "mean":
        return divide_no_nan(total, segment_sum(column, rows))
    return divide_no_nan(total, sqrt(segment_sum(square(column), rows)))


def _parts(ids: Any) -> tuple[Tensor, Tensor]:
    """The ids (or weights), and the row of each."""
    if isinstance(ids, RaggedTensor):
        return ids.flat_values, ids.value_rowids()
    if isinstance(ids, SparseTensor):
        return ids.values, ids.indices[:, 0]
    raise TypeError(
        explain("tf.nn.embedding_lookup_sparse [sp_ids]", "must be a SparseTensor or RaggedTensor",
                received=repr(ids))
    )  # fmt: skip


def safe_embedding_lookup_sparse(
    embedding_weights: Any,
    sparse_ids: Any,
    sparse_weights: Any = None,
    combiner: str | None = "mean",
    default_id: int | None = None,
    max_norm: float | None = None,
    name: str | None = None,
    allow_fast_lookup: bool = False,
) -> Tensor:
    """Like `embedding_lookup_sparse`, for ids that may be missing or negative.

    Args:
        embedding_weights: the table, or a list of its parts.
        sparse_ids: a SparseTensor of any rank; negative ids are passed over.
        sparse_weights: weights in the same form; those that are not positive are passed over,
            except with the combiner `"sum"`.
        combiner, max_norm, allow_fast_lookup: see `embedding_lookup_sparse`.
        default_id: the id of rows without any; None: zeros.

    Returns: shape `sparse_ids.shape[:-1] + embedding shape`.
    """
    if embedding_weights is None or (
        isinstance(embedding_weights, list | tuple) and not embedding_weights
    ):
        place = "tf.nn.safe_embedding_lookup_sparse [embedding_weights]"
        raise ValueError(explain(place, "none is given", received=embedding_weights))
    if isinstance(sparse_ids, RaggedTensor):
        sparse_ids = sparse_ids.to_sparse()
        sparse_weights = None if sparse_weights is None else sparse_weights.to_sparse()
    outer = sparse_ids.dense_shape[:-1]
    flat_shape = concat([reshape(reduce_prod(outer), [1]), sparse_ids.dense_shape[-1:]], 0)
    ids = reshape_sparse(sparse_ids, flat_shape)
    weights = None
    if sparse_weights is not None:
        weights = SparseTensor(ids.indices, sparse_weights.values, ids.dense_shape)
    keep = ids.values >= convert(0, ids.dtype)
    if weights is not None and combiner != "sum":
        keep = keep & (weights.values > convert(0, weights.dtype))
    ids = retain(ids, keep)
    weights = None if weights is None else retain(weights, keep)
    ids, empty = fill_empty_rows(ids, cast(default_id or 0, ids.dtype))
    if weights is not None:
        weights, _ = fill_empty_rows(weights, cast(1.0, weights.dtype))
    rows = embedding_lookup_sparse(
        embedding_weights, ids, weights, combiner, max_norm, name, allow_fast_lookup
    )
    if default_id is None:
        mask = reshape(empty, [-1, *[1] * ((rows.shape.rank or 2) - 1)])
        rows = where(mask, zeros_like(rows), rows)
    if sparse_ids.shape.rank == 2:
        return rows
    inner = shape_of(rows, out_type=dtypes.int64)[1:]
    return reshape(rows, concat([outer, inner], 0))
