"""Sparse tensors from dense ones, and back.

from_dense, to_dense      the elements that are not zero
to_indicator              sets of numbers as rows of booleans
eye                       the identity matrix
"""

from __future__ import annotations

from typing import Any

import numpy as np

from pellucid.core import dtypes
from pellucid.core.convert import convert
from pellucid.core.dtypes import as_dtype
from pellucid.core.errors import InvalidArgumentError, explain
from pellucid.core.tensor import Tensor
from pellucid.core.typing import DTypeLike, TensorLike
from pellucid.graph.static import static_value
from pellucid.ops.array import reshape, shape as shape_of
from pellucid.ops.broadcasting import INDEX
from pellucid.ops.casting import cast
from pellucid.ops.comparison import not_equal
from pellucid.ops.creation import ones, range as range_, zeros
from pellucid.ops.gather import gather_nd, where
from pellucid.ops.joining import concat, stack
from pellucid.ops.math import minimum
from pellucid.ops.reduction import reduce_sum
from pellucid.ops.sparse_tensor import SparseTensor
from pellucid.runtime.dispatch import op

SparseToDense = op(
    "SparseToDense",
    "sparse_indices: Tindices, output_shape: Tindices, sparse_values: T, default_value: T "
    "-> dense: T",
    Tindices=INDEX, validate_indices=True, static=("output_shape",),
)  # fmt: skip


@SparseToDense.kernel("numpy")
def _(indices: Any, shape: Any, values: Any, default: Any, validate_indices: bool) -> Any:
    sizes = tuple(shape.tolist())
    places = _places(indices, len(sizes))
    if validate_indices and len(places):
        if (places < 0).any() or (places >= np.array(sizes)).any():
            raise ValueError(f"Indices are not valid (out of bounds). Shape: {list(sizes)}")
        order = np.ravel_multi_index(tuple(places.T), sizes) if sizes else np.zeros(len(places))
        steps = np.diff(order)
        if (steps <= 0).any():
            bad = int(np.argmax(steps <= 0)) + 1
            what = "repeated" if steps[bad - 1] == 0 else "out of order"
            raise ValueError(
                f"indices[{bad}] = {places[bad].tolist()} is {what}. Fix: tf.sparse.reorder"
            )
    dense = np.empty(sizes, values.dtype)
    dense[...] = default
    dense[tuple(places.T)] = values
    return dense


def _places(indices: Any, rank: int) -> Any:
    """Indices as (n, rank), also those of vectors and scalars."""
    return indices.reshape(-1, rank) if rank else indices.reshape(len(indices), 0)


@SparseToDense.kernel("xla")
def _(jax: Any, indices: Any, shape: Any, values: Any, default: Any) -> Any:
    dense = jax.numpy.full(tuple(shape.tolist()), default, values.dtype)
    places = jax.numpy.reshape(indices, (-1, len(shape)))
    return dense.at[tuple(places[:, i] for i in range(len(shape)))].set(values, mode="drop")


@SparseToDense.infer
def _(call: Any) -> Any:
    sizes = call.vector(1)
    return None if sizes is None else tuple(sizes)


@SparseToDense.gradient
def _(node: Any, dy: Tensor) -> Any:
    taken = gather_nd(dy, node.inputs[0])
    return [None, None, taken, reduce_sum(dy) - reduce_sum(taken)]


def from_dense(tensor: TensorLike, name: str | None = None) -> SparseTensor:
    """The elements of a tensor that are not zero (for strings: not empty).

    Example:
        >>> tf.sparse.from_dense([[0, 5]]).indices.numpy().tolist()
        [[0, 1]]
    """
    dense = convert(tensor)
    indices = where(not_equal(dense, zeros([], dense.dtype)))
    return SparseTensor(
        indices, gather_nd(dense, indices, name=name), shape_of(dense, out_type=dtypes.int64)
    )


def to_dense(
    sp_input: SparseTensor,
    default_value: TensorLike | None = None,
    validate_indices: bool = True,
    name: str | None = None,
) -> Tensor:
    """The dense tensor.

    Args:
        sp_input: a SparseTensor.
        default_value: what stands where nothing is given; zero.
        validate_indices: check that coordinates are in order, without repetition, and inside.

    Raises:
        InvalidArgumentError: they are not.

    Example:
        >>> tf.sparse.to_dense(tf.SparseTensor([[0, 1]], [5], [1, 2])).numpy().tolist()
        [[0, 5]]
    """
    sparse = as_sparse("to_dense", sp_input)
    fill = zeros([], sparse.dtype)
    if default_value is not None:
        fill = convert(default_value, sparse.dtype)
    return SparseToDense(
        sparse.indices, sparse.dense_shape, sparse.values, fill,
        validate_indices=validate_indices, name=name,
    )  # fmt: skip


def as_sparse(where_: str, value: Any) -> SparseTensor:
    """`value`, which has to be a SparseTensor.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, SparseTensor):
        raise TypeError(
            explain(f"tf.sparse.{where_}", "Input must be a SparseTensor", received=repr(value))
        )
    return value


def to_indicator(sp_input: SparseTensor, vocab_size: int, name: str | None = None) -> Tensor:
    """For each row of numbers the booleans that say which of [0, vocab_size) are among them.

    Args:
        sp_input: integers, at least rank 1.
        vocab_size: how many numbers there are.

    Returns: bool, the last dimension replaced by one of size `vocab_size`.

    Raises:
        InvalidArgumentError: a number is too large or negative.
    """
    sparse = as_sparse("to_indicator", sp_input)
    values = cast(sparse.values, dtypes.int64)
    size = reshape(cast(vocab_size, dtypes.int64), [1])
    found, limit = static_value(values), static_value(size)
    if found is not None and found.size and limit is not None:
        if found.min() < 0 or found.max() >= limit[0]:
            raise InvalidArgumentError(
                None, None,
                f"tf.sparse.to_indicator: {found.tolist()} are not all in [0, {limit[0]})",
            )  # fmt: skip
    indices = concat([sparse.indices[:, :-1], values[:, None]], 1)
    # A number may stand twice in a row, so repeated coordinates are fine.
    return SparseToDense(
        indices, concat([sparse.dense_shape[:-1], size], 0), ones(shape_of(values), dtypes.bool),
        convert(False), validate_indices=False, name=name,
    )  # fmt: skip


def eye(
    num_rows: int, num_columns: int | None = None, dtype: DTypeLike = dtypes.float32,
    name: str | None = None,
) -> SparseTensor:  # fmt: skip
    """The identity matrix: ones on the diagonal.

    Args:
        num_rows: the number of rows.
        num_columns: the number of columns, by default as many.
        dtype: of the ones.
    """
    rows = cast(num_rows, dtypes.int64)
    columns = rows if num_columns is None else cast(num_columns, dtypes.int64)
    diagonal = range_(minimum(rows, columns))
    indices = stack([diagonal, diagonal], axis=1)
    return SparseTensor(
        indices, ones(shape_of(diagonal), as_dtype(dtype), name=name), stack([rows, columns])
    )
